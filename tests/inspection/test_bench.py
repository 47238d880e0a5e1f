"""The table of members and baselines."""

import pytest

from andon.errors import InvalidConfig
from andon.inspection.bench import measure_inspectors, write_textures


def test_every_member_and_both_baselines_are_measured_on_the_same_parts(tmp_path):
    folder = write_textures(tmp_path, num_good=60, num_bad=20)
    bench = measure_inspectors(folder, regimes=("none", "2", "all"), num_splits=1)
    for labels, num_splits in (("none", 1), ("2", 1), ("all", 5)):
        rows = [row for row in bench.rows if row.labels == labels]
        names = {row.name for row in rows}
        wanted = {"texture", "synthetic", "local", "position", "the cascade"}
        assert wanted | ({"labels"} if labels != "none" else set()) <= names
        assert any("PaDiM" in name for name in names)
        assert any("nearest" in name for name in names)
        assert {len(row.areas) for row in rows} == {num_splits}
        assert len({row.num_bad for row in rows}) == 1
        assert all(0 <= row.num_escapes <= row.num_bad for row in rows)
        assert all(row.ms_per_image > 0 and row.fit_s > 0 for row in rows)
    graded_in_folds = next(row for row in bench.rows if row.labels == "all").num_bad
    assert graded_in_folds == 20
    assert bench.onnx_ms > 0
    assert bench.pixels == 256 * 256


def test_a_regime_that_is_none_is_refused(tmp_path):
    folder = write_textures(tmp_path, num_good=12, num_bad=4)
    with pytest.raises(InvalidConfig, match="must be none, all or a number"):
        measure_inspectors(folder, regimes=("some",))
