"""The file of skills of a workshop: read in its order; whatever is wrong in it is said, with the place."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.training.skills.reference import SkillsError, read_skills
from shared.workshop import Place
from workshops.app import find_places

SIX = "".join(f'[[skill]]\ncode = "s{n}"\nlabel = "Savoir {n}"\nshort = "S{n}"\n' for n in range(1, 7))


def written(folder: Path, content: str) -> Path:
    path = folder / "skills.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_skills_are_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    last = (
        '[[skill]]\ncode = "plonge"\nlabel = "Faire la plonge"\nshort = "Plonge"\ntitle = "RNCP38663"\nblock = "BC04"\n'
    )
    skills = read_skills(written(tmp_path, SIX + last))
    assert [skill.code for skill in skills] == ["s1", "s2", "s3", "s4", "s5", "s6", "plonge"]
    assert (skills[0].title, skills[0].block) == (None, None)
    assert (skills[-1].label, skills[-1].title, skills[-1].block) == ("Faire la plonge", "RNCP38663", "BC04")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "expected [[skill]] tables"),
        ("[[skill", "skills.toml: "),
        (SIX + "[other]\n", "nothing else"),
        (SIX[: SIX.rindex("[[skill]]")], "5 skills, expected 6 to 12"),
        (SIX + SIX.replace('"s', '"t'), "two skills have the label 'Savoir 1'"),
        (SIX + '[[skill]]\ncode = "s1"\nlabel = "Autre"\nshort = "A"\n', "two skills have the code 's1'"),
        (SIX.replace('code = "s3"', 'code = "S 3"'), "skill 3: code 'S 3'"),
        (SIX.replace('label = "Savoir 2"', "label = 2"), "skill 2: label is missing, empty or no text"),
        (SIX.replace('label = "Savoir 2"\n', ""), "skill 2: label is missing"),
        (SIX.replace('short = "S4"', 'short = "Une bien longue colonne"'), "skill 4: short has 23 letters"),
        (SIX + 'niveau = "3"\n', "skill 6: unknown key 'niveau'"),
        (SIX + 'title = "38663"\n', "skill 6: title '38663' is no RNCP code"),
        (SIX + 'block = "BC01"\n', "skill 6: block 'BC01' is no block of a title"),
        (SIX + 'title = "RNCP38663"\nblock = "1"\n', "skill 6: block '1'"),
        ("skill = [1, 2, 3, 4, 5, 6]\n", "skill 1: expected a [[skill]] table"),
    ],
)
def test_a_wrong_file_is_refused_and_says_where(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(SkillsError) as refusal:
        read_skills(written(tmp_path, content))
    assert said in str(refusal.value)
    assert "skills.toml" in str(refusal.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SkillsError, match="no such file"):
        read_skills(tmp_path / "skills.toml")


PLACES = list(find_places())


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.slug)
def test_every_place_has_skills_of_the_titles_that_it_prepares(place: Place) -> None:
    assert place.skills
    assert {skill.title for skill in place.skills if skill.title} <= set(place.titles)
