"""Amazon Rekognition's DetectFaces on this machine: its wire protocol, with faces really detected.

The detector is CenterFace; what it cannot know (age, gender, emotions, ...) is left out of the
answer. Callers' credentials are not verified: it is meant to listen on the loopback only.
"""
