from articles.admin import article, author, gate, image, redirect, taxonomy

__all__ = ["article", "author", "gate", "image", "redirect", "taxonomy"]
