KEPT = {"crawlers.Crawler.user_agent": "the name of a program"}
