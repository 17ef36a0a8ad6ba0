"""Forms: label, hint, error and control belong together; the summary leads to each field."""

# ruff: noqa: E501 - what comes out stands on one line
from __future__ import annotations

from django import forms
from django.forms.renderers import get_default_renderer
from django.template import Context, Template
from django.utils.translation import override

from yike.core.look.widgets import Cards, ManyCards, ManyOfMany


class Ask(forms.Form):
    name = forms.CharField(label="姓名", help_text="和身份证上一样。")
    phone = forms.CharField(label="手机", required=False)
    way = forms.ChoiceField(label="怎么来", choices=[("walk", "走"), ("wheel", "轮椅")], widget=Cards)
    agreed = forms.BooleanField(label="同意")
    token = forms.CharField(widget=forms.HiddenInput)


def drawn(source: str, form: forms.Form) -> str:
    with override("zh-hans"):
        shown = Template("{% load look %}" + source).render(Context({"form": form}))
        return "".join(line.strip() for line in shown.splitlines())


def test_a_field_ties_label_hint_and_control() -> None:
    assert drawn("{% form_fields form only='name' %}", Ask()) == (
        '<div class="field"><label for="id_name">姓名</label>'
        '<div class="hint" id="id_name_helptext">和身份证上一样。</div>'
        '<div class="control"><input type="text" name="name" required aria-describedby="id_name_helptext" id="id_name">'
        "</div></div>"
    )


def test_a_wrong_field_says_what_is_wrong_before_its_control() -> None:
    shown = drawn("{% form_fields form only='name' %}", Ask({}))
    assert shown == (
        '<div class="field field-wrong"><label for="id_name">姓名</label>'
        '<div class="hint" id="id_name_helptext">和身份证上一样。</div>'
        '<div class="wrong" id="id_name_error"><span class="only-heard">有误：</span><ul><li>这个字段是必填项。</li></ul></div>'
        '<div class="control"><input type="text" name="name" required aria-invalid="true" '
        'aria-describedby="id_name_helptext id_name_error" id="id_name"></div></div>'
    )


def test_a_field_that_may_stay_empty_says_so() -> None:
    shown = drawn("{% form_fields form only='phone' %}", Ask())
    assert '<label for="id_phone">手机<span class="optional">（选填）</span></label>' in shown


def test_choices_are_a_group_with_a_name_and_each_is_a_target() -> None:
    shown = drawn("{% form_fields form only='way' %}", Ask())
    assert shown == (
        '<div class="field"><fieldset><legend>怎么来</legend><div class="control"><ul class="choices choices-cards" id="id_way">'
        '<li><label class="choice" for="id_way_0"><input type="radio" name="way" value="walk" required '
        'id="id_way_0"><span>走</span></label></li>'
        '<li><label class="choice" for="id_way_1"><input type="radio" name="way" value="wheel" required '
        'id="id_way_1"><span>轮椅</span></label></li></ul></div></fieldset></div>'
    )


def test_a_tick_stands_before_its_words() -> None:
    shown = drawn("{% form_fields form only='agreed' %}", Ask())
    assert shown == (
        '<div class="field"><label class="choice"><input type="checkbox" name="agreed" required id="id_agreed">'
        "<span>同意</span></label></div>"
    )


def test_the_summary_leads_to_each_field_and_to_the_first_of_a_group() -> None:
    form = Ask({"token": "x"})
    form.add_error(None, "这一户已经有了。")
    assert drawn("{% form_errors form %}", form) == (
        '<div class="note tone-stop" role="alert" tabindex="-1" data-errors><div><h2>还有几处要改</h2><ul>'
        "<li>这一户已经有了。</li>"
        '<li><a href="#id_name">姓名</a>：这个字段是必填项。</li>'
        '<li><a href="#id_way_0">怎么来</a>：这个字段是必填项。</li>'
        '<li><a href="#id_agreed">同意</a>：这个字段是必填项。</li></ul></div></div>'
    )


def test_a_form_without_mistakes_has_no_summary() -> None:
    assert drawn("{% form_errors form %}", Ask()) == ""


def test_a_whole_form_carries_its_hidden_fields_too() -> None:
    with override("zh-hans"):
        assert str(Ask()).count('<input type="hidden" name="token"') == 1


def test_several_of_few_are_cards_too() -> None:
    shown = ManyCards(choices=[("a", "甲")]).render(
        "many", ["a"], {"id": "id_many"}, renderer=get_default_renderer()
    )
    assert shown.split(">")[0] == '<ul class="choices choices-cards" id="id_many"'


class Who(forms.Form):
    units = forms.MultipleChoiceField(choices=[(n, f"社区{n}") for n in range(9)], widget=ManyOfMany)
    few = forms.MultipleChoiceField(choices=[(n, f"处{n}") for n in range(8)], widget=ManyOfMany)


def test_of_many_what_is_chosen_stands_open_and_the_rest_is_folded_away() -> None:
    shown = drawn("{% form_fields form only='units' %}", Who({"units": ["4"]}))
    open_, _, folded = shown.partition("<details")
    assert (open_.count("<input"), folded.count("<input")) == (1, 8)
    assert "社区4" in open_
    assert "<summary>从 8 个里选</summary>" in folded


def test_of_few_all_stand_open() -> None:
    shown = drawn("{% form_fields form only='few' %}", Who())
    assert (shown.count("<input"), "<details" in shown) == (8, False)
