"""Bugs to be planted: what the bench is there to find."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from unittest.mock import patch

from core import lifecycle
from core.analysis import Analyzer, Outcome
from core.record import ImageRecord
from core.stored_object import ObjectHint, ObjectVersion

