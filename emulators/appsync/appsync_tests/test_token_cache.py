from appsync_emulator.api import MIB
from appsync_emulator.auth.token_cache import TokenCache


def test_an_entry_expires_and_the_least_recently_used_entry_is_evicted() -> None:
    now = [0.0]
    cache: TokenCache[str] = TokenCache(lambda: now[0])

    for number in range(16):
        cache.keep(str(number), "good", ttl_s=5, size_bytes=MIB)

    assert cache.find("0") is None
    assert cache.find("1") == "good"
    now[0] = 5
    assert cache.find("1") is None


def test_an_entry_that_would_fill_the_cache_is_not_kept() -> None:
    cache: TokenCache[str] = TokenCache()

    cache.keep("small", "good", ttl_s=5, size_bytes=1)
    cache.keep("large", "good", ttl_s=5, size_bytes=16 * MIB)

    assert (cache.find("small"), cache.find("large")) == ("good", None)


def test_an_entry_with_a_lifetime_of_zero_is_not_kept() -> None:
    cache: TokenCache[str] = TokenCache()

    cache.keep("token", "good", ttl_s=0, size_bytes=1)

    assert cache.find("token") is None


def test_a_newer_entry_replaces_an_older_one() -> None:
    cache: TokenCache[str] = TokenCache()

    cache.keep("token", "good", ttl_s=60, size_bytes=1)
    cache.keep("token", "bad", ttl_s=0, size_bytes=1)

    assert cache.find("token") is None
