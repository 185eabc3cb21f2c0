from collections.abc import AsyncIterator
from typing import Any, Optional, Union

from .appsync_client import AppSyncClient
from .base_model import UNSET, UnsetType
from .create_upload import CreateUpload
from .delete_image import DeleteImage
from .enums import ImageStatus
from .erase_my_data import EraseMyData
from .erasure import GetErasure
from .faces import ListFaces
from .fragments import (
    Erasure,
    FacePage,
    Image,
    ImageChange,
    ImageEvent,
    ImagePage,
    ImageSummary,
    ImageWithFacesPage,
    UploadForm,
)
from .image import GetImage
from .images import ListImages
from .images_with_faces import ListImagesWithFaces
from .on_event_of_image import OnEventOfImage
from .on_image_change import OnImageChange
from .on_image_event import OnImageEvent
from .reanalyze_image import ReanalyzeImage


def gql(q: str) -> str:
    return q


class Operations(AppSyncClient):
    async def create_upload(
        self,
        file_name: str,
        content_type: str,
        content_md5: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> UploadForm:
        query = gql("""
            mutation CreateUpload($fileName: String!, $contentType: String!, $contentMd5: String) {
              createUpload(
                fileName: $fileName
                contentType: $contentType
                contentMd5: $contentMd5
              ) {
                ...UploadForm
              }
            }

            fragment Engine on Engine {
              name
              version
            }

            fragment Failure on Failure {
              code
              message
              retryable
            }

            fragment FormField on FormField {
              name
              value
            }

            fragment ImageSummary on Image {
              id
              owner
              key
              uploadedAt
              contentType
              width
              height
              sizeBytes
              status
              failure {
                ...Failure
              }
              faceCount
              analyzedAt
              engine {
                ...Engine
              }
              revision
            }

            fragment UploadForm on UploadForm {
              imageId
              key
              url
              expiresAt
              fields {
                ...FormField
              }
              image {
                ...ImageSummary
              }
            }
            """)
        variables: dict[str, object] = {
            "fileName": file_name,
            "contentType": content_type,
            "contentMd5": content_md5,
        }
        response = await self.execute(
            query=query, operation_name="CreateUpload", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return CreateUpload.model_validate(data).create_upload

    async def delete_image(self, id: str, **kwargs: Any) -> str:
        query = gql("""
            mutation DeleteImage($id: ID!) {
              deleteImage(id: $id)
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query, operation_name="DeleteImage", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return DeleteImage.model_validate(data).delete_image

    async def reanalyze_image(self, id: str, **kwargs: Any) -> ImageSummary:
        query = gql("""
            mutation ReanalyzeImage($id: ID!) {
              reanalyzeImage(id: $id) {
                ...ImageSummary
              }
            }

            fragment Engine on Engine {
              name
              version
            }

            fragment Failure on Failure {
              code
              message
              retryable
            }

            fragment ImageSummary on Image {
              id
              owner
              key
              uploadedAt
              contentType
              width
              height
              sizeBytes
              status
              failure {
                ...Failure
              }
              faceCount
              analyzedAt
              engine {
                ...Engine
              }
              revision
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query, operation_name="ReanalyzeImage", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ReanalyzeImage.model_validate(data).reanalyze_image

    async def erase_my_data(self, confirm: str, **kwargs: Any) -> Erasure:
        query = gql("""
            mutation EraseMyData($confirm: String!) {
              eraseMyData(confirm: $confirm) {
                ...Erasure
              }
            }

            fragment Erasure on Erasure {
              id
              status
              requestedAt
              finishedAt
              removed {
                ...ErasureCounts
              }
              found {
                ...ErasureCounts
              }
              remains {
                ...Remainder
              }
            }

            fragment ErasureCounts on ErasureCounts {
              objectVersions
              images
              faces
            }

            fragment Remainder on Remainder {
              what
              until
              forDays
            }
            """)
        variables: dict[str, object] = {"confirm": confirm}
        response = await self.execute(
            query=query, operation_name="EraseMyData", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return EraseMyData.model_validate(data).erase_my_data

    async def image(self, id: str, **kwargs: Any) -> Optional[Image]:
        query = gql("""
            query GetImage($id: ID!) {
              image(id: $id) {
                ...Image
              }
            }

            fragment AgeRange on AgeRange {
              low
              high
            }

            fragment BoundingBox on BoundingBox {
              left
              top
              width
              height
            }

            fragment Emotion on Emotion {
              type
              confidence
            }

            fragment Engine on Engine {
              name
              version
            }

            fragment EyeDirection on EyeDirection {
              yaw
              pitch
              confidence
            }

            fragment Face on Face {
              boundingBox {
                ...BoundingBox
              }
              confidence
              landmarks {
                ...Landmark
              }
              pose {
                ...Pose
              }
              quality {
                ...ImageQuality
              }
              ageRange {
                ...AgeRange
              }
              gender {
                ...Gender
              }
              emotions {
                ...Emotion
              }
              smile {
                ...FaceAttribute
              }
              eyeglasses {
                ...FaceAttribute
              }
              sunglasses {
                ...FaceAttribute
              }
              beard {
                ...FaceAttribute
              }
              mustache {
                ...FaceAttribute
              }
              eyesOpen {
                ...FaceAttribute
              }
              mouthOpen {
                ...FaceAttribute
              }
              faceOccluded {
                ...FaceAttribute
              }
              eyeDirection {
                ...EyeDirection
              }
              id
              imageId
            }

            fragment FaceAttribute on FaceAttribute {
              value
              confidence
            }

            fragment Failure on Failure {
              code
              message
              retryable
            }

            fragment Gender on Gender {
              value
              confidence
            }

            fragment Image on Image {
              ...ImageWithFaces
              url
            }

            fragment ImageQuality on ImageQuality {
              brightness
              sharpness
            }

            fragment ImageSummary on Image {
              id
              owner
              key
              uploadedAt
              contentType
              width
              height
              sizeBytes
              status
              failure {
                ...Failure
              }
              faceCount
              analyzedAt
              engine {
                ...Engine
              }
              revision
            }

            fragment ImageWithFaces on Image {
              ...ImageSummary
              faces {
                ...Face
              }
            }

            fragment Landmark on Landmark {
              type
              x
              y
            }

            fragment Pose on Pose {
              roll
              yaw
              pitch
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query, operation_name="GetImage", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return GetImage.model_validate(data).image

    async def images(
        self,
        owner: Union[Optional[str], UnsetType] = UNSET,
        status: Union[Optional[ImageStatus], UnsetType] = UNSET,
        limit: Union[Optional[int], UnsetType] = UNSET,
        next_token: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> ImagePage:
        query = gql("""
            query ListImages($owner: ID, $status: ImageStatus, $limit: Int, $nextToken: String) {
              images(owner: $owner, status: $status, limit: $limit, nextToken: $nextToken) {
                ...ImagePage
              }
            }

            fragment Engine on Engine {
              name
              version
            }

            fragment Failure on Failure {
              code
              message
              retryable
            }

            fragment ImagePage on ImageConnection {
              nextToken
              items {
                ...ListedImage
              }
            }

            fragment ImageSummary on Image {
              id
              owner
              key
              uploadedAt
              contentType
              width
              height
              sizeBytes
              status
              failure {
                ...Failure
              }
              faceCount
              analyzedAt
              engine {
                ...Engine
              }
              revision
            }

            fragment ListedImage on Image {
              ...ImageSummary
              url
            }
            """)
        variables: dict[str, object] = {
            "owner": owner,
            "status": status,
            "limit": limit,
            "nextToken": next_token,
        }
        response = await self.execute(
            query=query, operation_name="ListImages", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ListImages.model_validate(data).images

    async def images_with_faces(
        self,
        owner: Union[Optional[str], UnsetType] = UNSET,
        status: Union[Optional[ImageStatus], UnsetType] = UNSET,
        limit: Union[Optional[int], UnsetType] = UNSET,
        next_token: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> ImageWithFacesPage:
        query = gql("""
            query ListImagesWithFaces($owner: ID, $status: ImageStatus, $limit: Int, $nextToken: String) {
              images(owner: $owner, status: $status, limit: $limit, nextToken: $nextToken) {
                ...ImageWithFacesPage
              }
            }

            fragment AgeRange on AgeRange {
              low
              high
            }

            fragment BoundingBox on BoundingBox {
              left
              top
              width
              height
            }

            fragment Emotion on Emotion {
              type
              confidence
            }

            fragment Engine on Engine {
              name
              version
            }

            fragment EyeDirection on EyeDirection {
              yaw
              pitch
              confidence
            }

            fragment Face on Face {
              boundingBox {
                ...BoundingBox
              }
              confidence
              landmarks {
                ...Landmark
              }
              pose {
                ...Pose
              }
              quality {
                ...ImageQuality
              }
              ageRange {
                ...AgeRange
              }
              gender {
                ...Gender
              }
              emotions {
                ...Emotion
              }
              smile {
                ...FaceAttribute
              }
              eyeglasses {
                ...FaceAttribute
              }
              sunglasses {
                ...FaceAttribute
              }
              beard {
                ...FaceAttribute
              }
              mustache {
                ...FaceAttribute
              }
              eyesOpen {
                ...FaceAttribute
              }
              mouthOpen {
                ...FaceAttribute
              }
              faceOccluded {
                ...FaceAttribute
              }
              eyeDirection {
                ...EyeDirection
              }
              id
              imageId
            }

            fragment FaceAttribute on FaceAttribute {
              value
              confidence
            }

            fragment Failure on Failure {
              code
              message
              retryable
            }

            fragment Gender on Gender {
              value
              confidence
            }

            fragment ImageQuality on ImageQuality {
              brightness
              sharpness
            }

            fragment ImageSummary on Image {
              id
              owner
              key
              uploadedAt
              contentType
              width
              height
              sizeBytes
              status
              failure {
                ...Failure
              }
              faceCount
              analyzedAt
              engine {
                ...Engine
              }
              revision
            }

            fragment ImageWithFaces on Image {
              ...ImageSummary
              faces {
                ...Face
              }
            }

            fragment ImageWithFacesPage on ImageConnection {
              nextToken
              items {
                ...ImageWithFaces
              }
            }

            fragment Landmark on Landmark {
              type
              x
              y
            }

            fragment Pose on Pose {
              roll
              yaw
              pitch
            }
            """)
        variables: dict[str, object] = {
            "owner": owner,
            "status": status,
            "limit": limit,
            "nextToken": next_token,
        }
        response = await self.execute(
            query=query,
            operation_name="ListImagesWithFaces",
            variables=variables,
            **kwargs,
        )
        data = self.get_data(response)
        return ListImagesWithFaces.model_validate(data).images

    async def faces(
        self,
        owner: Union[Optional[str], UnsetType] = UNSET,
        limit: Union[Optional[int], UnsetType] = UNSET,
        next_token: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> FacePage:
        query = gql("""
            query ListFaces($owner: ID, $limit: Int, $nextToken: String) {
              faces(owner: $owner, limit: $limit, nextToken: $nextToken) {
                ...FacePage
              }
            }

            fragment AgeRange on AgeRange {
              low
              high
            }

            fragment BoundingBox on BoundingBox {
              left
              top
              width
              height
            }

            fragment Emotion on Emotion {
              type
              confidence
            }

            fragment EyeDirection on EyeDirection {
              yaw
              pitch
              confidence
            }

            fragment Face on Face {
              boundingBox {
                ...BoundingBox
              }
              confidence
              landmarks {
                ...Landmark
              }
              pose {
                ...Pose
              }
              quality {
                ...ImageQuality
              }
              ageRange {
                ...AgeRange
              }
              gender {
                ...Gender
              }
              emotions {
                ...Emotion
              }
              smile {
                ...FaceAttribute
              }
              eyeglasses {
                ...FaceAttribute
              }
              sunglasses {
                ...FaceAttribute
              }
              beard {
                ...FaceAttribute
              }
              mustache {
                ...FaceAttribute
              }
              eyesOpen {
                ...FaceAttribute
              }
              mouthOpen {
                ...FaceAttribute
              }
              faceOccluded {
                ...FaceAttribute
              }
              eyeDirection {
                ...EyeDirection
              }
              id
              imageId
            }

            fragment FaceAttribute on FaceAttribute {
              value
              confidence
            }

            fragment FacePage on FaceConnection {
              nextToken
              items {
                ...Face
              }
            }

            fragment Gender on Gender {
              value
              confidence
            }

            fragment ImageQuality on ImageQuality {
              brightness
              sharpness
            }

            fragment Landmark on Landmark {
              type
              x
              y
            }

            fragment Pose on Pose {
              roll
              yaw
              pitch
            }
            """)
        variables: dict[str, object] = {
            "owner": owner,
            "limit": limit,
            "nextToken": next_token,
        }
        response = await self.execute(
            query=query, operation_name="ListFaces", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return ListFaces.model_validate(data).faces

    async def erasure(self, **kwargs: Any) -> Optional[Erasure]:
        query = gql("""
            query GetErasure {
              erasure {
                ...Erasure
              }
            }

            fragment Erasure on Erasure {
              id
              status
              requestedAt
              finishedAt
              removed {
                ...ErasureCounts
              }
              found {
                ...ErasureCounts
              }
              remains {
                ...Remainder
              }
            }

            fragment ErasureCounts on ErasureCounts {
              objectVersions
              images
              faces
            }

            fragment Remainder on Remainder {
              what
              until
              forDays
            }
            """)
        variables: dict[str, object] = {}
        response = await self.execute(
            query=query, operation_name="GetErasure", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return GetErasure.model_validate(data).erasure

    async def on_image_event(
        self, owner: str, **kwargs: Any
    ) -> AsyncIterator[Optional[ImageEvent]]:
        query = gql("""
            subscription OnImageEvent($owner: ID!) {
              onImageEvent(owner: $owner) {
                ...ImageEvent
              }
            }

            fragment AgeRange on AgeRange {
              low
              high
            }

            fragment BoundingBox on BoundingBox {
              left
              top
              width
              height
            }

            fragment Emotion on Emotion {
              type
              confidence
            }

            fragment Engine on Engine {
              name
              version
            }

            fragment EyeDirection on EyeDirection {
              yaw
              pitch
              confidence
            }

            fragment Face on Face {
              boundingBox {
                ...BoundingBox
              }
              confidence
              landmarks {
                ...Landmark
              }
              pose {
                ...Pose
              }
              quality {
                ...ImageQuality
              }
              ageRange {
                ...AgeRange
              }
              gender {
                ...Gender
              }
              emotions {
                ...Emotion
              }
              smile {
                ...FaceAttribute
              }
              eyeglasses {
                ...FaceAttribute
              }
              sunglasses {
                ...FaceAttribute
              }
              beard {
                ...FaceAttribute
              }
              mustache {
                ...FaceAttribute
              }
              eyesOpen {
                ...FaceAttribute
              }
              mouthOpen {
                ...FaceAttribute
              }
              faceOccluded {
                ...FaceAttribute
              }
              eyeDirection {
                ...EyeDirection
              }
              id
              imageId
            }

            fragment FaceAttribute on FaceAttribute {
              value
              confidence
            }

            fragment Failure on Failure {
              code
              message
              retryable
            }

            fragment Gender on Gender {
              value
              confidence
            }

            fragment ImageChange on ImageEvent {
              id
              kind
              imageId
              revision
              image {
                ...ImageSummary
              }
            }

            fragment ImageEvent on ImageEvent {
              ...ImageChange
              version
              occurredAt
              owner
              truncated
              faces {
                ...Face
              }
            }

            fragment ImageQuality on ImageQuality {
              brightness
              sharpness
            }

            fragment ImageSummary on Image {
              id
              owner
              key
              uploadedAt
              contentType
              width
              height
              sizeBytes
              status
              failure {
                ...Failure
              }
              faceCount
              analyzedAt
              engine {
                ...Engine
              }
              revision
            }

            fragment Landmark on Landmark {
              type
              x
              y
            }

            fragment Pose on Pose {
              roll
              yaw
              pitch
            }
            """)
        variables: dict[str, object] = {"owner": owner}
        async for data in self.execute_ws(
            query=query, operation_name="OnImageEvent", variables=variables, **kwargs
        ):
            yield OnImageEvent.model_validate(data).on_image_event

    async def on_image_change(
        self, owner: str, **kwargs: Any
    ) -> AsyncIterator[Optional[ImageChange]]:
        query = gql("""
            subscription OnImageChange($owner: ID!) {
              onImageEvent(owner: $owner) {
                ...ImageChange
              }
            }

            fragment Engine on Engine {
              name
              version
            }

            fragment Failure on Failure {
              code
              message
              retryable
            }

            fragment ImageChange on ImageEvent {
              id
              kind
              imageId
              revision
              image {
                ...ImageSummary
              }
            }

            fragment ImageSummary on Image {
              id
              owner
              key
              uploadedAt
              contentType
              width
              height
              sizeBytes
              status
              failure {
                ...Failure
              }
              faceCount
              analyzedAt
              engine {
                ...Engine
              }
              revision
            }
            """)
        variables: dict[str, object] = {"owner": owner}
        async for data in self.execute_ws(
            query=query, operation_name="OnImageChange", variables=variables, **kwargs
        ):
            yield OnImageChange.model_validate(data).on_image_event

    async def on_event_of_image(
        self, owner: str, image_id: str, **kwargs: Any
    ) -> AsyncIterator[Optional[ImageEvent]]:
        query = gql("""
            subscription OnEventOfImage($owner: ID!, $imageId: ID!) {
              onImageEvent(owner: $owner, imageId: $imageId) {
                ...ImageEvent
              }
            }

            fragment AgeRange on AgeRange {
              low
              high
            }

            fragment BoundingBox on BoundingBox {
              left
              top
              width
              height
            }

            fragment Emotion on Emotion {
              type
              confidence
            }

            fragment Engine on Engine {
              name
              version
            }

            fragment EyeDirection on EyeDirection {
              yaw
              pitch
              confidence
            }

            fragment Face on Face {
              boundingBox {
                ...BoundingBox
              }
              confidence
              landmarks {
                ...Landmark
              }
              pose {
                ...Pose
              }
              quality {
                ...ImageQuality
              }
              ageRange {
                ...AgeRange
              }
              gender {
                ...Gender
              }
              emotions {
                ...Emotion
              }
              smile {
                ...FaceAttribute
              }
              eyeglasses {
                ...FaceAttribute
              }
              sunglasses {
                ...FaceAttribute
              }
              beard {
                ...FaceAttribute
              }
              mustache {
                ...FaceAttribute
              }
              eyesOpen {
                ...FaceAttribute
              }
              mouthOpen {
                ...FaceAttribute
              }
              faceOccluded {
                ...FaceAttribute
              }
              eyeDirection {
                ...EyeDirection
              }
              id
              imageId
            }

            fragment FaceAttribute on FaceAttribute {
              value
              confidence
            }

            fragment Failure on Failure {
              code
              message
              retryable
            }

            fragment Gender on Gender {
              value
              confidence
            }

            fragment ImageChange on ImageEvent {
              id
              kind
              imageId
              revision
              image {
                ...ImageSummary
              }
            }

            fragment ImageEvent on ImageEvent {
              ...ImageChange
              version
              occurredAt
              owner
              truncated
              faces {
                ...Face
              }
            }

            fragment ImageQuality on ImageQuality {
              brightness
              sharpness
            }

            fragment ImageSummary on Image {
              id
              owner
              key
              uploadedAt
              contentType
              width
              height
              sizeBytes
              status
              failure {
                ...Failure
              }
              faceCount
              analyzedAt
              engine {
                ...Engine
              }
              revision
            }

            fragment Landmark on Landmark {
              type
              x
              y
            }

            fragment Pose on Pose {
              roll
              yaw
              pitch
            }
            """)
        variables: dict[str, object] = {"owner": owner, "imageId": image_id}
        async for data in self.execute_ws(
            query=query, operation_name="OnEventOfImage", variables=variables, **kwargs
        ):
            yield OnEventOfImage.model_validate(data).on_image_event
