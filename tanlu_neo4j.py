"""``tanlu neo4j``: a Neo4j server of one's own, without Docker."""
