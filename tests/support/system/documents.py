"""The documents that tests send, as a client would write them."""

from tests.support.documents import selection

IMAGE_FIELDS = """
  id owner bucket key uploadedAt versionId etag contentType width height sizeBytes
  status faceCount analyzedAt revision
  failure { code message retryable }
  engine { name version }
"""
_FACE = selection("Face")

IMAGE = f"""
query Image($id: ID!) {{
  image(id: $id) {{ {IMAGE_FIELDS} faces {_FACE} }}
}}
"""
IMAGES = f"""
query Images($owner: ID, $status: ImageStatus, $limit: Int, $nextToken: String) {{
  images(owner: $owner, status: $status, limit: $limit, nextToken: $nextToken) {{
    items {{ {IMAGE_FIELDS} }}
    nextToken
  }}
}}
"""
FACE = f"query Face($id: ID!) {{ face(id: $id) {_FACE} }}"
FACES = f"""
query Faces($owner: ID, $limit: Int, $nextToken: String) {{
  faces(owner: $owner, limit: $limit, nextToken: $nextToken) {{
    items {_FACE}
    nextToken
  }}
}}
"""
URL = "query Url($id: ID!) { image(id: $id) { url } }"
CREATE_UPLOAD = """
mutation CreateUpload($fileName: String!, $contentType: String!, $contentMd5: String) {
  createUpload(fileName: $fileName, contentType: $contentType, contentMd5: $contentMd5) {
    imageId key url fields { name value } expiresAt image { id status faceCount }
  }
}
"""
DELETE_IMAGE = "mutation DeleteImage($id: ID!) { deleteImage(id: $id) }"
REANALYZE_IMAGE = """
mutation ReanalyzeImage($id: ID!) { reanalyzeImage(id: $id) { id revision status } }
"""
_ERASURE_FIELDS = """
  id status requestedAt finishedAt
  removed { objectVersions images faces } found { objectVersions images faces }
  remains { what until forDays }
"""
ERASE_MY_DATA = f"""
mutation EraseMyData($confirm: String!) {{ eraseMyData(confirm: $confirm) {{ {_ERASURE_FIELDS} }} }}
"""
ERASURE = f"query Erasure {{ erasure {{ {_ERASURE_FIELDS} }} }}"
PUBLISH_IMAGE_EVENT = """
mutation PublishImageEvent($event: AWSJSON!) { publishImageEvent(event: $event) { id } }
"""
_EVENT_FIELDS = f"""
  version id kind occurredAt owner imageId revision truncated
  image {{ {IMAGE_FIELDS} }}
  faces {_FACE}
"""
ON_IMAGE_EVENT = f"""
subscription OnImageEvent($owner: ID!) {{ onImageEvent(owner: $owner) {{ {_EVENT_FIELDS} }} }}
"""
ON_EVENT_OF_IMAGE = f"""
subscription OnEventOfImage($owner: ID!, $imageId: ID) {{
  onImageEvent(owner: $owner, imageId: $imageId) {{ {_EVENT_FIELDS} }}
}}
"""
