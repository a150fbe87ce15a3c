"""The archive: tree, descriptions, the accession register, description tables."""
