"""Let hubs say that a feed has news (WebSub): it is polled at once then, and more seldom meanwhile."""
