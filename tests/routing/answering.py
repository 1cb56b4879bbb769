"""How a page answers who may open it, and who may not."""


def answers(client, address, expected, form=None):
    """It opens with that status; where it does not open, it takes no post either."""
    assert client.get(address).status_code == expected, address
    if expected != 200:
        assert client.post(address, data=form or {}).status_code == expected, address
