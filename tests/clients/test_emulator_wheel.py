"""The AppSync emulator as a stranger has it: its wheel alone in a new environment, its README's files."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from appsync_emulator import AuthMode, LoopbackTls

from infrastructure.bundle import ROOT
from tests.clients.gql_client import gql_client
from tests.clients.node_client import node_client
from tests.clients.published import Access, Inbox, OpenClient, PublishedClient
from tests.clients.test_clients import repeated_until_received

PACKAGE = ROOT / "emulators" / "appsync"
UV = Path(sys.executable).with_name("uv")
KEY = "da2-of-the-wheels-test"
ALBUM = "query Album($id: ID!) { album(id: $id) { __typename id title } }"
PUT = "mutation Put($id: ID!, $title: String!) { putAlbum(id: $id, title: $title) { id title } }"
