from articles.admin import article, author, document, gate, image, redirect, taxonomy

__all__ = ["article", "author", "document", "gate", "image", "redirect", "taxonomy"]
