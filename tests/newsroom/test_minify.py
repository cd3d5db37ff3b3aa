"""Style sheets and scripts as they are sent: smaller, and meaning the same."""

import pytest

from newsroom.minify import smaller_script, smaller_style


def test_a_style_sheet_loses_comments_and_needless_space():
    sheet = """
    /* The card. */
    .card, .big  .card__in {
      color: red;
      margin: 0 1px;
    }
    """

    assert smaller_style(sheet) == ".card,.big .card__in{color:red;margin:0 1px}"


@pytest.mark.parametrize(
    "kept",
    [
        'a::before{content:"  /* no { comment; */ "}',
        "a{width:calc(100% - 2rem + 1px)}",
        "a :hover{color:red}",
        "a > b + c{color:red}",
        '@font-face{src:url("../f o;nt.woff2") format("woff2")}',
        "a{background:url(data:image/svg+xml;a,%20b: c)}",
        "@media (48rem <= width){a{color:red}}",
        "a{color:red}b{color:blue}",
        '@charset "utf-8";@layer a,b;',
    ],
)
def test_what_means_something_in_a_style_sheet_stays(kept):
    assert smaller_style(kept) == kept


def test_neighbouring_blocks_of_one_layer_become_one():
    sheet = "@layer a {\n.x { top: 0; }\n}\n@layer a { .y { top: 0 } } @layer b { .z { top: 0 } }"

    assert smaller_style(sheet) == "@layer a{.x{top:0}.y{top:0}}@layer b{.z{top:0}}"


def test_blocks_of_one_layer_with_another_between_stay_apart():
    sheet = "@layer a{.x{top:0}}@media print{.y{top:0}}@layer a{.z{top:0}}"

    assert smaller_style(sheet) == sheet


def test_a_script_loses_lines_of_comment_and_indentation():
    script = """/**
 * What it does.
 */
export function enhance(link) {
  // Why.
  const address = "https://a.example/x"; // stays: the line holds code

  /* one line */
  return address
}
"""

    assert smaller_script(script) == (
        "export function enhance(link) {\n"
        'const address = "https://a.example/x"; // stays: the line holds code\n'
        "return address\n"
        "}\n"
    )


@pytest.mark.parametrize(
    "script",
    [
        "const a = `one\n  // two`;\n",
        'const a = "one \\\n  two";\n',
        "const a = `one\n  two\n  three`;\n",
    ],
)
def test_a_script_with_text_over_several_lines_is_left_alone(script):
    assert smaller_script(script) == script


def test_a_comment_that_begins_after_code_is_not_taken_for_one_of_its_own():
    script = "call(); /* begins\nend */ go();\n"

    assert smaller_script(script) == script
