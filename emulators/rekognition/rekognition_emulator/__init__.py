"""Amazon Rekognition's DetectFaces on this machine: the wire protocol over a real face detector.

The detector is CenterFace. Attributes that it does not know (age, gender, emotions, ...) are absent
from the response. Credentials are not verified, so let the server listen on loopback only.
"""
