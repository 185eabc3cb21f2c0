from collections.abc import AsyncIterator
from typing import Any, Optional, Union

from .appsync_client import AppSyncClient
from .base_model import UNSET, UnsetType
from .create_upload import CreateUpload, CreateUploadCreateUpload
from .delete_image import DeleteImage
from .enums import ImageStatus
from .erase_my_data import EraseMyData, EraseMyDataEraseMyData
from .get_erasure import GetErasure, GetErasureErasure
from .get_image import GetImage, GetImageImage
from .list_faces import ListFaces, ListFacesFaces
from .list_images import ListImages, ListImagesImages
from .list_images_with_faces import ListImagesWithFaces, ListImagesWithFacesImages
from .on_event_of_image import OnEventOfImage, OnEventOfImageOnImageEvent
from .on_image_change import OnImageChange, OnImageChangeOnImageEvent
from .on_image_event import OnImageEvent, OnImageEventOnImageEvent
from .reanalyze_image import ReanalyzeImage, ReanalyzeImageReanalyzeImage


def gql(q: str) -> str:
    return q


class FacegraphClient(AppSyncClient):
    async def create_upload(
        self,
        file_name: str,
        content_type: str,
        content_md_5: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> CreateUploadCreateUpload:
        query = gql("""
            mutation CreateUpload($fileName: String!, $contentType: String!, $contentMd5: String) {
              createUpload(
                fileName: $fileName
                contentType: $contentType
                contentMd5: $contentMd5
              ) {
                imageId
                key
                url
                expiresAt
                fields {
                  name
                  value
                }
                image {
                  ...ImageFields
                }
              }
            }

            fragment ImageFields on Image {
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
                code
                message
                retryable
              }
              faceCount
              analyzedAt
              engine {
                name
                version
              }
              revision
            }
            """)
        variables: dict[str, object] = {
            "fileName": file_name,
            "contentType": content_type,
            "contentMd5": content_md_5,
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

    async def reanalyze_image(
        self, id: str, **kwargs: Any
    ) -> ReanalyzeImageReanalyzeImage:
        query = gql("""
            mutation ReanalyzeImage($id: ID!) {
              reanalyzeImage(id: $id) {
                ...ImageFields
              }
            }

            fragment ImageFields on Image {
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
                code
                message
                retryable
              }
              faceCount
              analyzedAt
              engine {
                name
                version
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

    async def erase_my_data(
        self, confirm: str, **kwargs: Any
    ) -> EraseMyDataEraseMyData:
        query = gql("""
            mutation EraseMyData($confirm: String!) {
              eraseMyData(confirm: $confirm) {
                ...ErasureFields
              }
            }

            fragment Counts on ErasureCounts {
              objectVersions
              images
              faces
            }

            fragment ErasureFields on Erasure {
              id
              status
              requestedAt
              finishedAt
              removed {
                ...Counts
              }
              found {
                ...Counts
              }
              remains {
                what
                until
                forDays
              }
            }
            """)
        variables: dict[str, object] = {"confirm": confirm}
        response = await self.execute(
            query=query, operation_name="EraseMyData", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return EraseMyData.model_validate(data).erase_my_data

    async def get_image(self, id: str, **kwargs: Any) -> Optional[GetImageImage]:
        query = gql("""
            query GetImage($id: ID!) {
              image(id: $id) {
                ...ImageFields
                url
                faces {
                  ...FaceFields
                }
              }
            }

            fragment Attribute on FaceAttribute {
              value
              confidence
            }

            fragment FaceFields on Face {
              id
              imageId
              boundingBox {
                left
                top
                width
                height
              }
              confidence
              landmarks {
                type
                x
                y
              }
              pose {
                roll
                yaw
                pitch
              }
              quality {
                brightness
                sharpness
              }
              ageRange {
                low
                high
              }
              gender {
                value
                confidence
              }
              emotions {
                type
                confidence
              }
              smile {
                ...Attribute
              }
              eyeglasses {
                ...Attribute
              }
              sunglasses {
                ...Attribute
              }
              beard {
                ...Attribute
              }
              mustache {
                ...Attribute
              }
              eyesOpen {
                ...Attribute
              }
              mouthOpen {
                ...Attribute
              }
              faceOccluded {
                ...Attribute
              }
              eyeDirection {
                yaw
                pitch
                confidence
              }
            }

            fragment ImageFields on Image {
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
                code
                message
                retryable
              }
              faceCount
              analyzedAt
              engine {
                name
                version
              }
              revision
            }
            """)
        variables: dict[str, object] = {"id": id}
        response = await self.execute(
            query=query, operation_name="GetImage", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return GetImage.model_validate(data).image

    async def list_images(
        self,
        owner: Union[Optional[str], UnsetType] = UNSET,
        status: Union[Optional[ImageStatus], UnsetType] = UNSET,
        limit: Union[Optional[int], UnsetType] = UNSET,
        next_token: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> ListImagesImages:
        query = gql("""
            query ListImages($owner: ID, $status: ImageStatus, $limit: Int, $nextToken: String) {
              images(owner: $owner, status: $status, limit: $limit, nextToken: $nextToken) {
                nextToken
                items {
                  ...ImageFields
                  url
                }
              }
            }

            fragment ImageFields on Image {
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
                code
                message
                retryable
              }
              faceCount
              analyzedAt
              engine {
                name
                version
              }
              revision
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

    async def list_images_with_faces(
        self,
        owner: Union[Optional[str], UnsetType] = UNSET,
        status: Union[Optional[ImageStatus], UnsetType] = UNSET,
        limit: Union[Optional[int], UnsetType] = UNSET,
        next_token: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> ListImagesWithFacesImages:
        query = gql("""
            query ListImagesWithFaces($owner: ID, $status: ImageStatus, $limit: Int, $nextToken: String) {
              images(owner: $owner, status: $status, limit: $limit, nextToken: $nextToken) {
                nextToken
                items {
                  ...ImageFields
                  faces {
                    ...FaceFields
                  }
                }
              }
            }

            fragment Attribute on FaceAttribute {
              value
              confidence
            }

            fragment FaceFields on Face {
              id
              imageId
              boundingBox {
                left
                top
                width
                height
              }
              confidence
              landmarks {
                type
                x
                y
              }
              pose {
                roll
                yaw
                pitch
              }
              quality {
                brightness
                sharpness
              }
              ageRange {
                low
                high
              }
              gender {
                value
                confidence
              }
              emotions {
                type
                confidence
              }
              smile {
                ...Attribute
              }
              eyeglasses {
                ...Attribute
              }
              sunglasses {
                ...Attribute
              }
              beard {
                ...Attribute
              }
              mustache {
                ...Attribute
              }
              eyesOpen {
                ...Attribute
              }
              mouthOpen {
                ...Attribute
              }
              faceOccluded {
                ...Attribute
              }
              eyeDirection {
                yaw
                pitch
                confidence
              }
            }

            fragment ImageFields on Image {
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
                code
                message
                retryable
              }
              faceCount
              analyzedAt
              engine {
                name
                version
              }
              revision
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

    async def list_faces(
        self,
        owner: Union[Optional[str], UnsetType] = UNSET,
        limit: Union[Optional[int], UnsetType] = UNSET,
        next_token: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> ListFacesFaces:
        query = gql("""
            query ListFaces($owner: ID, $limit: Int, $nextToken: String) {
              faces(owner: $owner, limit: $limit, nextToken: $nextToken) {
                nextToken
                items {
                  ...FaceFields
                }
              }
            }

            fragment Attribute on FaceAttribute {
              value
              confidence
            }

            fragment FaceFields on Face {
              id
              imageId
              boundingBox {
                left
                top
                width
                height
              }
              confidence
              landmarks {
                type
                x
                y
              }
              pose {
                roll
                yaw
                pitch
              }
              quality {
                brightness
                sharpness
              }
              ageRange {
                low
                high
              }
              gender {
                value
                confidence
              }
              emotions {
                type
                confidence
              }
              smile {
                ...Attribute
              }
              eyeglasses {
                ...Attribute
              }
              sunglasses {
                ...Attribute
              }
              beard {
                ...Attribute
              }
              mustache {
                ...Attribute
              }
              eyesOpen {
                ...Attribute
              }
              mouthOpen {
                ...Attribute
              }
              faceOccluded {
                ...Attribute
              }
              eyeDirection {
                yaw
                pitch
                confidence
              }
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

    async def get_erasure(self, **kwargs: Any) -> Optional[GetErasureErasure]:
        query = gql("""
            query GetErasure {
              erasure {
                ...ErasureFields
              }
            }

            fragment Counts on ErasureCounts {
              objectVersions
              images
              faces
            }

            fragment ErasureFields on Erasure {
              id
              status
              requestedAt
              finishedAt
              removed {
                ...Counts
              }
              found {
                ...Counts
              }
              remains {
                what
                until
                forDays
              }
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
    ) -> AsyncIterator[Optional[OnImageEventOnImageEvent]]:
        query = gql("""
            subscription OnImageEvent($owner: ID!) {
              onImageEvent(owner: $owner) {
                ...EventFields
              }
            }

            fragment Attribute on FaceAttribute {
              value
              confidence
            }

            fragment ChangeFields on ImageEvent {
              id
              kind
              imageId
              revision
              image {
                ...ImageFields
              }
            }

            fragment EventFields on ImageEvent {
              ...ChangeFields
              version
              occurredAt
              owner
              truncated
              faces {
                ...FaceFields
              }
            }

            fragment FaceFields on Face {
              id
              imageId
              boundingBox {
                left
                top
                width
                height
              }
              confidence
              landmarks {
                type
                x
                y
              }
              pose {
                roll
                yaw
                pitch
              }
              quality {
                brightness
                sharpness
              }
              ageRange {
                low
                high
              }
              gender {
                value
                confidence
              }
              emotions {
                type
                confidence
              }
              smile {
                ...Attribute
              }
              eyeglasses {
                ...Attribute
              }
              sunglasses {
                ...Attribute
              }
              beard {
                ...Attribute
              }
              mustache {
                ...Attribute
              }
              eyesOpen {
                ...Attribute
              }
              mouthOpen {
                ...Attribute
              }
              faceOccluded {
                ...Attribute
              }
              eyeDirection {
                yaw
                pitch
                confidence
              }
            }

            fragment ImageFields on Image {
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
                code
                message
                retryable
              }
              faceCount
              analyzedAt
              engine {
                name
                version
              }
              revision
            }
            """)
        variables: dict[str, object] = {"owner": owner}
        async for data in self.execute_ws(
            query=query, operation_name="OnImageEvent", variables=variables, **kwargs
        ):
            yield OnImageEvent.model_validate(data).on_image_event

    async def on_image_change(
        self, owner: str, **kwargs: Any
    ) -> AsyncIterator[Optional[OnImageChangeOnImageEvent]]:
        query = gql("""
            subscription OnImageChange($owner: ID!) {
              onImageEvent(owner: $owner) {
                ...ChangeFields
              }
            }

            fragment ChangeFields on ImageEvent {
              id
              kind
              imageId
              revision
              image {
                ...ImageFields
              }
            }

            fragment ImageFields on Image {
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
                code
                message
                retryable
              }
              faceCount
              analyzedAt
              engine {
                name
                version
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
    ) -> AsyncIterator[Optional[OnEventOfImageOnImageEvent]]:
        query = gql("""
            subscription OnEventOfImage($owner: ID!, $imageId: ID!) {
              onImageEvent(owner: $owner, imageId: $imageId) {
                ...EventFields
              }
            }

            fragment Attribute on FaceAttribute {
              value
              confidence
            }

            fragment ChangeFields on ImageEvent {
              id
              kind
              imageId
              revision
              image {
                ...ImageFields
              }
            }

            fragment EventFields on ImageEvent {
              ...ChangeFields
              version
              occurredAt
              owner
              truncated
              faces {
                ...FaceFields
              }
            }

            fragment FaceFields on Face {
              id
              imageId
              boundingBox {
                left
                top
                width
                height
              }
              confidence
              landmarks {
                type
                x
                y
              }
              pose {
                roll
                yaw
                pitch
              }
              quality {
                brightness
                sharpness
              }
              ageRange {
                low
                high
              }
              gender {
                value
                confidence
              }
              emotions {
                type
                confidence
              }
              smile {
                ...Attribute
              }
              eyeglasses {
                ...Attribute
              }
              sunglasses {
                ...Attribute
              }
              beard {
                ...Attribute
              }
              mustache {
                ...Attribute
              }
              eyesOpen {
                ...Attribute
              }
              mouthOpen {
                ...Attribute
              }
              faceOccluded {
                ...Attribute
              }
              eyeDirection {
                yaw
                pitch
                confidence
              }
            }

            fragment ImageFields on Image {
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
                code
                message
                retryable
              }
              faceCount
              analyzedAt
              engine {
                name
                version
              }
              revision
            }
            """)
        variables: dict[str, object] = {"owner": owner, "imageId": image_id}
        async for data in self.execute_ws(
            query=query, operation_name="OnEventOfImage", variables=variables, **kwargs
        ):
            yield OnEventOfImage.model_validate(data).on_image_event
