"""WebSub: what feeds say of hubs, what is signed, and when to ask a hub for what (W3C Recommendation of 23 January 2018)."""
