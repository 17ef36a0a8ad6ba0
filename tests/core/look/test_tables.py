"""A table that turns into cards: every cell knows its column."""

from __future__ import annotations

from django.template import Context, Template

HEAD = '<thead><tr><th scope="col">户主</th><th scope="col" class="number">人数</th></tr></thead>'


def drawn(source: str, **context: object) -> str:
    return Template("{% load look %}" + source).render(Context(context))


def test_cells_carry_their_columns_name_and_every_part_its_role() -> None:
    body = '<tbody><tr><th scope="row">钱**</th><td class="number">3</td></tr></tbody>'
    assert drawn("{% table '住户' %}" + HEAD + body + "{% endtable %}") == (
        '<div class="table table-cards"><table role="table"><caption>住户</caption>'
        '<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">户主</th>'
        '<th role="columnheader" scope="col" class="number">人数</th></tr></thead>'
        '<tbody role="rowgroup"><tr role="row"><th role="rowheader" scope="row">钱**</th>'
        '<td role="cell" data-label="人数" class="number">3</td></tr></tbody></table></div>'
    )


def test_a_cell_over_several_columns_has_no_name_and_moves_the_next_ones() -> None:
    head = "<thead><tr><th>一</th><th>二</th><th>三</th></tr></thead>"
    body = '<tbody><tr><td colspan="2">甲</td><td>乙</td></tr></tbody>'
    shown = drawn("{% table %}" + head + body + "{% endtable %}")
    assert '<td role="cell" colspan="2">甲</td><td role="cell" data-label="三">乙</td>' in shown


def test_a_links_words_in_the_head_are_the_columns_name() -> None:
    head = '<thead><tr><th aria-sort="ascending"><a href="?o=1">户 &amp; "人"</a></th></tr></thead>'
    shown = drawn("{% table %}" + head + "<tbody><tr><td>3</td></tr></tbody>{% endtable %}")
    assert '<td role="cell" data-label="户 &amp; &quot;人&quot;">3</td>' in shown


def test_a_wide_table_stays_one_and_can_be_scrolled_by_keyboard() -> None:
    assert drawn("{% table '每小时' cards=False heard=True %}" + HEAD + "{% endtable %}") == (
        '<div class="table" tabindex="0" role="region" aria-label="每小时"><table>'
        f'<caption class="only-heard">每小时</caption>{HEAD}</table></div>'
    )


def test_a_table_without_a_head_has_no_names() -> None:
    shown = drawn("{% table %}<tbody><tr><td>3</td></tr></tbody>{% endtable %}")
    assert '<tr role="row"><td role="cell">3</td></tr>' in shown


def test_a_cell_of_nothing_but_space_is_empty_so_that_a_card_can_leave_it_out() -> None:
    shown = drawn("{% table %}" + HEAD + "<tbody><tr><td>\n  </td><td> 3 </td></tr></tbody>{% endtable %}")
    assert '<td role="cell" data-label="户主"></td><td role="cell" data-label="人数"> 3 </td>' in shown
