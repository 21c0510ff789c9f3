"""For everybody: the campaign, editions, results and the knowledge base."""
