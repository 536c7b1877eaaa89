import numpy as np
from scipy import sparse

from made_up import make_table, make_trade_share_table
from tanmai.core.describe import table_facts


def flows_of(table):
    return next(str(said) for what, said in table_facts(table) if str(what) == "flows")


def test_the_form_of_the_flows_is_said_with_what_it_saves():
    said = flows_of(make_trade_share_table(0, 4, 5))
    assert "trade-share form to 1e-09 of the largest: 180 numbers in place of 400" in said
    assert said.endswith("a product 2 times cheaper")


def test_sparse_and_mapped_flows_are_said_to_be_so(tmp_path):
    table = make_table(0, 4, 5)
    assert flows_of(table) == "dense, 400 cells"
    thin = table.changed("thin", {"Z": sparse.csr_array(np.diag(table.x / 2))})
    assert flows_of(thin) == "sparse, 5.000% of 400 cells"
    np.save(tmp_path / "Z.npy", table.Z)
    mapped = table.changed("mapped", {"Z": np.load(tmp_path / "Z.npy", mmap_mode="r")})
    assert flows_of(mapped) == "dense, 400 cells, mapped from their file"
