"""Small files as they lie on a desk: one reader, the right numbers or one message."""

import pytest

from made_up_sheets import write_workbook
from made_up_xls import write_xls
from tanmai.core.errors import FileError, LabelError, TanmaiError
from tanmai.core.labels import Region
from tanmai.io.concordance_file import find_region_groups
from tanmai.io.flow_file import read_explanatory_matrix, read_flow_matrix
from tanmai.io.province_values import read_population, read_province_flows, read_province_values
from tanmai.io.small_table import Asked

ASKED = Asked({"province": None, "value": None}, has_options=True)
VALUES = {"110000": 1.5, "440000": 2000.0, "130000": 3.0}
PLAIN = "province,value\n北京,1.5\nGuangdong,2000\n130000,3\n"
NBS = (
    "数据库：分省年度数据,,\n指标：能源消费总量(万吨标准煤),,\n时间：最近10年,,\n地区,{years}\n"
    "北京市,1.5,7\n广东省,2000,8\n河北省,3,9\n注：能源平衡表数据。,,\n数据来源：国家统计局,,\n"
)

# What lies in a file, in its bytes or as sheets; each holds the three values.
KINDS = {
    "plain": PLAIN,
    "utf-8 with its mark": PLAIN.encode("utf-8-sig"),
    "gb18030": PLAIN.encode("gb18030"),
    "utf-16": PLAIN.encode("utf-16"),
    "utf-16, big end first": b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    "utf-16 without its mark": PLAIN.encode("utf-16-le"),
    "utf-16 without its mark, big end first": PLAIN.encode("utf-16-be"),
    "utf-16 of Chinese alone": "地區,數值\n北京,1.5\n廣東,2000\n河北,3".encode("utf-16-le"),
    "Big5": "地區,數值\n北京,1.5\n廣東省,2000\n河北省,3\n".encode("big5"),
    "tabs": PLAIN.replace(",", "\t"),
    "semicolons": PLAIN.replace(",", ";"),
    "semicolons, decimal commas": "province;value\n北京;1,5\n广东;2.000,0\n河北;3,0\n",
    "blank lines and cells": "\n" + PLAIN.replace("2000\n", "2000,,\n") + "\n,\n",
    "capitals": PLAIN.replace("province,value", "PROVINCE, Value "),
    "Chinese header with unit": PLAIN.replace("province,value", "省份,能源消费（万吨标准煤）"),
    "unit in brackets": PLAIN.replace("value", "数值(Mt)"),
    "codes": "adcode,value\n11,1.5\nCN-GD,2000\n130000000000,3\n",
    "code and name": "adcode,地区,value\n110000,北京,1.5\n440000,广东,2000\n130000,河北,3\n",
    "traditional": "地區,數值\n北京,1.5\n廣東省,2000\n河北省,3\n",
    "English long": "region,value\nBeijing City,1.5\nGuangdong Province,2000\nHebei Sheng,3\n",
    "no header": "北京,1.5\n广东,2000\n河北,3\n",
    "header of other words": "where,when,how much\n北京,x,1.5\n广东,y,2000\n河北,z,3\n",
    "index of pandas": ",province,value\n0,北京,1.5\n1,广东,2000\n2,河北,3\n",
    "series of pandas": ",0\n北京,1.5\n广东,2000\n河北,3\n",
    "thousands": 'province,value\n北京,1.5\n广东,"2,000.0"\n河北,3\n',
    "no data": PLAIN + "西藏,-\n青海,…\n海南,\n",
    "total": PLAIN + "全国,2004.5\n",
    "total of another size": PLAIN + "合计,2100\n",
    "notes": "表1 能源消费\n单位：Mt,\n" + PLAIN + "注：不含港澳台,\n数据来源：国家统计局\n",
    "one year": "省份,年份,数值\n北京,2017,1.5\n广东,2017,2000\n河北,2017年,3\n",
    "year of a panel": "省份,年份,数值\n北京,2015,9\n北京,2017,1.5\n广东,2017,2000\n河北,2017,3\n",
    "download of the bureau": NBS.format(years="2017年,2015年"),
    "workbook": {"数据": [["省份", "数值"], ["北京", 1.5], ["广东", 2000.0], [130000.0, 3.0]]},
    "sheet beside notes": {
        "说明": [["本表为能源消费量"]],
        "Sheet1": [["地区", "2017年"], ["北  京", 1.5], ["广  东", "2,000"], ["河  北", 3.0]],
    },
    "two lines of header": {
        "a": [
            ["地区", "能源消费", ""],
            ["", "2017", "2015"],
            ["北京", 1.5, 1.0],
            ["广东", 2000.0, 2.0],
            ["河北", 3.0, 5.0],
        ]
    },
}
ASKS = {
    "year of a panel": {"year": 2017},
    "download of the bureau": {"year": 2017},
    "two lines of header": {"columns": {"province": None, "value": "能源消费 2017"}},
}


def written(folder, content, write=write_workbook):
    if isinstance(content, dict):
        return write(folder / ("f.xls" if write is write_xls else "f.xlsx"), content)
    path = folder / "f.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def asked(kind):
    return Asked(**{"columns": ASKED.columns, "has_options": True} | ASKS.get(kind, {}))


@pytest.mark.parametrize("kind", KINDS)
def test_values_of_every_kind_of_file(tmp_path, kind):
    read = read_province_values(written(tmp_path, KINDS[kind]), asked(kind))
    assert read.values == VALUES


def test_an_old_workbook_is_read_as_a_new_one(tmp_path):
    path = written(tmp_path, KINDS["workbook"], write_xls)
    assert read_province_values(path).values == VALUES
    named_as_text = path.rename(tmp_path / "f.csv")
    assert read_province_values(named_as_text).values == VALUES


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (
            "total",
            "line 5: '全国' is a total, not a province; left out. It is the sum of the other",
        ),
        ("total of another size", "It is 2,100, and the other rows sum to 2,004.5"),
        ("no data", "has no number for 西藏, 青海, 海南: left out as without data"),
        ("notes", "2 lines below the header are notes and left out, the first: 注：不含港澳台"),
    ],
)
def test_what_is_left_out_is_said(tmp_path, kind, said):
    (note,) = read_province_values(written(tmp_path, KINDS[kind])).notes
    assert said in str(note)
    assert note.into("zh") != str(note)
    assert str(tmp_path) not in str(note)  # results say nothing of the machine


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PLAIN + "Hebay,3\n", "line 5: .* Did you mean 'Hebei'"),
        (PLAIN + "河北省,4\n", "line 5: 河北省 is given twice"),
        (PLAIN + "天津,1 5\n", "line 5: '1 5' is not a number"),
        (PLAIN + "天津,1,5\n", "line 5: 3 cells .* under a header of 2 columns"),
        (PLAIN + "天津,12%\n", "line 5: '12%' is a percent, and '1.5' .* is none"),
        ("province,a,b\n北京,1,2\n", "value is ambiguous: a, b. Name the column with --value-col"),
        ("省份,地区,value\n北京,河北,1\n", "is ambiguous: 省份, 地区. Name .* --province-column"),
        ("who,value\nnorth,1\n", "no column province; .* has who, value. .*--province-column"),
        ("province,value,value\n北京,1,2\n", "has the column value twice"),
        ("province,how\n北京,much\n", "has no column value; .* has province, how"),
        ("省份,年份,数值\n北京,2015,1\n北京,2017,2\n", "several years: 2015, 2017. .*--year"),
        ("省份,2015,2017年\n北京,1,2\n", "several years: 2015, 2017. Choose one with --year"),
        ("province;value\n北京;1,500\n", "comma of '1,500' may part thousands or a fraction"),
        ("province;value\n北京;1,5\n河北;2.5\n", r"decimal commas \('1,5'\) and decimal points"),
        ('province,value\n"北京,1\n', "cannot be read as a CSV"),
        ("province,value\n", "no row below its header"),
        ("", "is empty; it needs the columns province, value"),
        (b"\0\1\2\xff", "cannot be read as a UTF-8 CSV"),
        ({"a": [["省份", "值"], ["北京", 1.0]], "b": [["省份", "值"], ["北京", 2.0]]}, "--sheet"),
        ({"a": [["省份", "值"], ["北京", "x"]]}, r"f\.xlsx, sheet 'a', row 2: 'x' is not a num"),
    ],
)
def test_what_is_wrong_or_open_is_one_message(tmp_path, text, said):
    with pytest.raises(TanmaiError, match=said):
        read_province_values(written(tmp_path, text), ASKED)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"year": 2016}, "no values of 2016; it has those of 2015, 2017"),
        ({"columns": {"value": "数"}}, "no column '数'.* It has: 省份, 2015, 2017"),
        ({"sheet": "x"}, "no sheet 'x'"),
    ],
)
def test_what_is_asked_for_must_be_there(tmp_path, how, said):
    path = written(tmp_path, "省份,2015,2017\n北京,1,2\n")
    with pytest.raises(FileError, match=said):
        read_province_values(path, Asked(**how, has_options=True))


def test_a_year_is_asked_for_only_where_there_are_years(tmp_path):
    with pytest.raises(FileError, match="has no year; leave --year out"):
        read_province_values(written(tmp_path, PLAIN), Asked(year=2017))


def test_columns_and_sheets_are_as_the_user_says(tmp_path):
    grid = [["省份", "a", "b"], ["北京", 1.0, 2.0]]
    path = written(tmp_path, {"x": grid, "y": [*grid, ["河北", 3.0, 4.0]]})
    asks = Asked({"value": "B", "province": "省份"}, sheet="y")
    assert read_province_values(path, asks).values == {"110000": 2.0, "130000": 4.0}


def test_percents_are_numbers_in_percent(tmp_path):
    read = read_province_values(written(tmp_path, "省份,占比\n北京,12.5%\n河北,3％\n"))
    assert (read.values, read.unit) == ({"110000": 12.5, "130000": 3.0}, "%")


MATRIX = "流出\\流入,北京市,河北,广东\n河北省,1,10,0\n北京,,-,5\n广东,0,20,…\n"
FLOWS = {
    "English": "Source,Target,Weight\n河北,北京,1\nGuangdong,河北,20\n110000,440000,5\n",
    "Chinese": "来源,去向,碳转移量\n河北省,北京,1\n广东,河北,20\n北京,广东,5\n",
    "gb18030": "流出地,流入地,数值\n河北,北京,1\n广东,河北,20\n北京,广东,5\n".encode("gb18030"),
    "with zeros": "from,to,value\n河北,北京,1\n广东,河北,20\n北京,广东,5\n北京,河北,0\n",
    "matrix": MATRIX,
    "matrix with sums": "省,北京,河北,广东,合计\n河北,1,2,0,3\n北京,0,0,5,5\n广东,0,20,0,20\n"
    "合计,1,22,5,28\n",
    "matrix in a workbook": {
        "流量": [
            ["碳转移矩阵", "", "", ""],
            ["", "北京", "河北", "广东"],
            ["北京", 9.0, "", 5.0],
            ["河北", 1.0, 0.0, ""],
            ["广东", "-", 20.0, 0.0],
        ]
    },
}


@pytest.mark.parametrize("kind", FLOWS)
def test_flows_of_every_kind_of_file(tmp_path, kind):
    flows, _ = read_province_flows(written(tmp_path, FLOWS[kind]))
    assert flows == [
        ("440000", "130000", 20.0),
        ("110000", "440000", 5.0),
        ("130000", "110000", 1.0),
    ]


def test_what_is_left_out_of_flows_is_said(tmp_path):
    _, (note,) = read_province_flows(written(tmp_path, FLOWS["matrix with sums"]))
    assert "合计: totals, not provinces; left out. They are the sums of the flows." in str(note)
    _, (note,) = read_province_flows(written(tmp_path, MATRIX))
    assert "1 flow has no number" in str(note)
    wrong = FLOWS["matrix with sums"].replace("5,5", "5,9")
    _, (note,) = read_province_flows(written(tmp_path, wrong))
    assert "not the sums of the flows, first in" in str(note)
    assert "line 3" in str(note)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("北京,河北,1\n河北,北京,2\n", "neither a list of flows .* nor a square matrix"),
        (",北京,河北\n北京,0,1\n", "neither a list of flows"),
        ("from,to,a,b\n北京,河北,1,2\n", "value is ambiguous: a, b"),
        ("from,to,value\n北京,,1\n", "line 2: a flow has no name at one end"),
        ("from,to,value\n北京,河北,-1\n", "line 2: a flow of -1 cannot be drawn"),
        ("from,to,value\n北京,河北,1\n北京市,河北,2\n", "line 3: 北京市 → 河北 is given twice"),
    ],
)
def test_flows_that_are_wrong_are_one_message(tmp_path, text, said):
    with pytest.raises(TanmaiError, match=said):
        read_province_flows(written(tmp_path, text))


def test_flows_between_any_names_keep_what_looks_like_a_total(tmp_path):
    text = "from,to,value\nChina,Japan,1\nTotal,11,2\n"
    matrix, notes = read_flow_matrix(written(tmp_path, text), "t", "any")
    assert [region.code for region in matrix.regions] == ["China", "Total", "Japan", "11"]
    assert not notes


def test_an_explanatory_matrix_needs_every_pair(tmp_path):
    regions = tuple(Region(code, code, code) for code in ("110000", "130000", "440000"))
    with pytest.raises(LabelError, match="no value for 1 pairs"):
        read_explanatory_matrix(written(tmp_path, MATRIX), regions)


@pytest.mark.parametrize(
    "text",
    [
        "from,to,weight,reason\n北京,N,1,\n440000,S,1,\n",
        "省份,分组\n北京市,N\n广东,S\n",
        "province;group\nBeijing;N\nGuangdong Province;S\n",
        {"a": [["来源", "去向", "权重"], ["北京", "N", "100%"], [440000.0, "S", "100%"]]},
    ],
)
def test_groups_of_every_kind_of_file(tmp_path, text):
    links = find_region_groups(str(written(tmp_path, text))).links
    assert [(k.source.code, k.target.code, k.weight) for k in links] == [
        ("110000", "N", 1.0),
        ("440000", "S", 1.0),
    ]


def test_a_population_leaves_the_country_out(tmp_path):
    grid = [
        ["地区", "年份", "常住人口(万人)"],
        ["北京", 2017.0, 2194.0],
        ["全国", 2017.0, 140011.0],
    ]
    people, (note,) = read_population(written(tmp_path, {"a": grid}), 2017)
    assert people == {"110000": 2194.0}
    assert "'全国' is a total" in str(note)
