"""Laws of links in structured data."""

from __future__ import annotations

from sixlegs.extract.structured import links as structured


def test_structured_data_names_resources_in_some_properties() -> None:
    """Properties of schema.org that hold a resource are links; names, templates and what is no JSON are not."""
    text = """[{"@id": "https://x/#me", "@type": "Person", "image": "a name", "sameAs": ["https://a/", {"url": "./b"}],
        "target": "https://x/{q}", "url": "https://x/{q}", "logo": {"contentUrl": "/c", "n": [1, null]}}]"""
    assert structured(text) == [("sameAs", "https://a/"), ("url", "./b"), ("contentUrl", "/c")]
    assert structured("{") == structured("[" * 100_000) == structured("1" * 5000) == []
