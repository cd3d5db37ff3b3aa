from articles.admin import article, author, image, redirect, taxonomy

__all__ = ["article", "author", "image", "redirect", "taxonomy"]
