"""Calendar files (RFC 5545): read into documents, and written from them."""
