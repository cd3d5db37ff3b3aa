from django.db import migrations

# As their operators tell what they are for, in 2026. Crawlers that come later are rows of the desk.
KNOWN = {
    ("search", True): [
        ("Googlebot", "Googlebot", "Google"),
        ("Bingbot", "Bingbot", "Microsoft"),
        ("Applebot", "Applebot", "Apple"),
        ("DuckDuckBot", "DuckDuckBot", "DuckDuckGo"),
        ("Qwant", "Qwantbot", "Qwant"),
        ("Yandex", "YandexBot", "Yandex"),
    ],
    ("answers", True): [
        ("ChatGPT search", "OAI-SearchBot", "OpenAI"),
        ("ChatGPT, asked by a person", "ChatGPT-User", "OpenAI"),
        ("Claude search", "Claude-SearchBot", "Anthropic"),
        ("Claude, asked by a person", "Claude-User", "Anthropic"),
        ("Perplexity", "PerplexityBot", "Perplexity"),
        ("Perplexity, asked by a person", "Perplexity-User", "Perplexity"),
        ("DuckAssist", "DuckAssistBot", "DuckDuckGo"),
        ("Mistral, asked by a person", "MistralAI-User", "Mistral"),
        ("Meta, asked by a person", "meta-externalfetcher", "Meta"),
        ("Amazon", "Amazonbot", "Amazon"),
    ],
    ("training", False): [
        ("GPTBot", "GPTBot", "OpenAI"),
        ("ClaudeBot", "ClaudeBot", "Anthropic"),
        ("Google's models", "Google-Extended", "Google"),
        ("Apple's models", "Applebot-Extended", "Apple"),
        ("Common Crawl", "CCBot", "Common Crawl"),
        ("Bytespider", "Bytespider", "ByteDance"),
        ("Meta", "meta-externalagent", "Meta"),
        ("Cohere", "cohere-training-data-crawler", "Cohere"),
        ("Diffbot", "Diffbot", "Diffbot"),
    ],
}


def preload(apps, schema_editor):
    policies = apps.get_model("crawlers", "Policy").objects
    crawlers = apps.get_model("crawlers", "Crawler").objects
    for (purpose, allowed), known in KNOWN.items():
        policy, _made = policies.get_or_create(purpose=purpose, defaults={"allowed": allowed})
        for name, user_agent, operator in known:
            crawlers.get_or_create(
                user_agent=user_agent,
                defaults={"name": name, "policy": policy, "operator": operator},
            )


class Migration(migrations.Migration):
    dependencies = [("crawlers", "0001_policies")]

    operations = [migrations.RunPython(preload, migrations.RunPython.noop)]
