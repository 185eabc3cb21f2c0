from local.appsync.auth.token_cache import TokenCache


def test_a_finding_ends_and_the_least_used_makes_room() -> None:
    now = [0.0]
    cache: TokenCache[str] = TokenCache(lambda: now[0])

    for number in range(10_001):
        cache.keep(str(number), "good", ttl_s=5)

    assert cache.find("0") is None
    assert cache.find("1") == "good"
    now[0] = 5
    assert cache.find("1") is None


def test_nothing_is_kept_for_no_time() -> None:
    cache: TokenCache[str] = TokenCache()

    cache.keep("token", "good", ttl_s=0)

    assert cache.find("token") is None


def test_a_newer_finding_takes_the_place_of_an_older() -> None:
    cache: TokenCache[str] = TokenCache()

    cache.keep("token", "good", ttl_s=60)
    cache.keep("token", "bad", ttl_s=0)

    assert cache.find("token") is None
