"""Blocks of two readings, brought together."""

from transforms.pure.page.blocks import Block, with_quotes


def test_a_post_comes_back_to_its_place_only() -> None:
    one, two, three, said = Block("One."), Block("Two."), Block("Three."), Block("Said.", "quote")
    assert with_quotes([one, two, three], [one, two, said, three]) == [one, two, said, three]
    assert with_quotes([one, two, three], [one, said, three]) == [one, two, three]
    assert with_quotes([one, two], [one, two, said]) == [one, two]
