"""The table of members and baselines."""

from andon.inspection.bench import measure_inspectors, write_textures


def test_every_member_and_both_baselines_are_measured_on_the_same_parts(tmp_path):
    rows = measure_inspectors(
        write_textures(tmp_path, num_good=100, num_bad=12), labels_per_class=1
    )
    names = [row.name for row in rows]
    for word in ("texture", "synthetic", "local", "labels", "position", "nearest", "PaDiM"):
        assert any(word in name for name in names)
    assert "cascade" in names[-1]
    assert len({(row.area.num_good, row.area.num_bad) for row in rows}) == 1
    assert all(row.ms_per_image > 0 and row.peak_mb > 0 for row in rows)
