import pytest

pytest.register_assert_rewrite("tests.stack.receivers", "tests.stack.people")
