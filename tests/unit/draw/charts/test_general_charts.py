"""Stacked bars, tornado, contours, front and Lorenz curve: what is drawn is what was given."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from tanmai.core.errors import LabelError, TableError
from tanmai.draw.charts import (
    Contours,
    FanPanel,
    Line,
    contour_map,
    fan_chart,
    front_chart,
    gauge_chart,
    grouped_bars,
    lorenz_chart,
    stacked_bars,
    tornado_chart,
)
from tanmai.draw.charts.plot_frame import Axis, Frame, tick_texts
from tanmai.draw.page import Caption

CAPTION = Caption("Title", "CNY/t", "made-up numbers", "en")
PARTS = pd.DataFrame(
    {"heat": [3.0, 1.0], "power": [2.0, 6.0], "sold": [-1.0, -2.0]}, index=["One", "Other"]
)
NAMES = {"heat": "Heat", "power": "Power", "sold": "Sold"}


def layer(sheet, name):
    return next(part for part in sheet.subfigs if part.get_gid() == name)


def texts(sheet):
    return [artist.get_text() for artist in sheet.findobj(Text)]


def widths(sheet, name="bars"):
    return [bar.get_width() for bar in layer(sheet, name).findobj(Rectangle) if bar.get_width() > 1]


def test_stacked_bars_are_as_long_as_their_parts():
    sheet = stacked_bars(PARTS, CAPTION, names=NAMES, marks={"Price": 9.0})
    found = widths(sheet)
    lengths = np.array([bar for bar in found if bar < 170])
    assert lengths == pytest.approx(lengths[0] / 3 * np.abs(PARTS.to_numpy()).ravel())
    assert {"One", "Other", "Heat", "Sum", "Price", "4", "5"} <= set(texts(sheet))
    assert "One 4; Other 5" in sheet.description


def test_more_parts_than_colours_are_rejected():
    many = pd.DataFrame([range(1, 14)], columns=[str(n) for n in range(13)])
    with pytest.raises(LabelError, match="parts, not 13"):
        stacked_bars(many, CAPTION, names={str(n): str(n) for n in range(13)})


def test_the_widest_bar_of_a_tornado_is_on_top():
    inputs = pd.DataFrame(
        {"at_low": [9.0, 4.0], "at_high": [11.0, 13.0], "range": ["1–2", "3–4"]},
        index=["Narrow", "Wide"],
    )
    sheet = tornado_chart(inputs, 10.0, CAPTION)
    found = np.array([bar for bar in widths(sheet) if bar < 170])
    assert found / found[0] == pytest.approx(np.array([6.0, 3.0, 1.0, 1.0]) / 6.0)
    placed = {t.get_text(): t.get_position()[1] for t in sheet.findobj(Text)}
    assert placed["Wide"] > placed["Narrow"]
    with pytest.raises(LabelError, match="No input has a range"):
        tornado_chart(inputs.head(0), 10.0, CAPTION)


def test_panels_of_a_fan_chart_share_layers_so_that_no_id_is_given_twice():
    panels = [FanPanel(name, np.arange(2.0), {"Price": Line(np.ones(2))}) for name in "ab"]
    names = [part.get_gid() for part in fan_chart(panels, CAPTION, along="").subfigs]
    assert len(set(names)) == len(names)


def test_the_line_of_a_contour_map_lies_where_the_result_takes_its_value():
    x, y = np.meshgrid(np.linspace(0, 4, 21), np.linspace(0, 2, 11))
    panel = Contours(
        Axis("x", 0, 4), Axis("y", 0, 2), x - y, "Panel", {"equal": (x - y, 0.0)}, {"A": (1, 1)}
    )
    sheet = contour_map([panel], CAPTION)
    line = max(layer(sheet, "lines").findobj(Line2D), key=lambda one: len(one.get_xdata()))
    xs, ys = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
    slope = (ys[-1] - ys[0]) / (xs[-1] - xs[0])
    frame = next(r for r in layer(sheet, "axes").findobj(Rectangle) if 1 < r.get_width() < 170)
    assert slope == pytest.approx((frame.get_height() / 2) / (frame.get_width() / 4))
    assert {"equal", "A", "Panel"} <= set(texts(sheet))


def test_a_contour_map_needs_numbers():
    panel = Contours(Axis("x", 0, 1), Axis("y", 0, 1), np.array([[1.0, np.nan], [1.0, 1.0]]))
    with pytest.raises(TableError, match="a number at every point"):
        contour_map([panel], CAPTION)


def test_a_front_joins_the_points_it_is_told_to():
    front = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [3.0, 2.0, 1.5]}, index=["Least", "", "Most"])
    alone = pd.DataFrame({"x": [2.5], "y": [3.5]}, index=["Apart"])
    sheet = front_chart(
        {"Front": front, "One": alone}, CAPTION, along="x", up="y", joined=["Front"]
    )
    drawn = [line for line in layer(sheet, "points").findobj(Line2D) if len(line.get_xdata()) == 3]
    assert len(drawn) == 1
    assert {"Least", "Most", "Apart", "Front", "One"} <= set(texts(sheet))
    with pytest.raises(LabelError, match="series"):
        front_chart({}, CAPTION, along="x", up="y")


def test_a_lorenz_curve_of_equal_sizes_is_the_diagonal():
    sheet = lorenz_chart({"equal": [2, 2, 2, 2]}, CAPTION)
    diagonal, curve = layer(sheet, "curves").findobj(Line2D)
    xs = np.asarray(curve.get_xdata()) - diagonal.get_xdata()[0]
    assert np.asarray(curve.get_ydata()) - diagonal.get_ydata()[0] == pytest.approx(xs)
    with pytest.raises(TableError, match="above zero"):
        lorenz_chart({"none": [0.0, 0.0]}, CAPTION)


def test_ticks_have_the_decimals_of_their_step():
    assert tick_texts([0.0, 0.25, 0.5]) == ["0.00", "0.25", "0.50"]
    assert tick_texts([0.0, 5000.0]) == ["0", "5,000"]
    frame = Frame(10, 20, 100, 50, Axis("x", 0, 2), Axis("y", 0, 1))
    assert frame.places(np.array([[1.0, 0.5]])) == pytest.approx(np.array([[60, 45]]))
    assert (frame.x(1.0), frame.y(0.5)) == (60, 45)


GAUGES = pd.Series({"North": 0.4, "South": 1.5, "East": 9.0, "West": -0.2})
ZONES = {"enough": 0.0, "tight": 1.0, "short": 2.0}


def test_a_gauge_points_at_its_value_and_stops_at_the_end():
    sheet = gauge_chart(GAUGES, ZONES, CAPTION, most=4.0)
    found = [bar for bar in layer(sheet, "gauges").findobj(Rectangle) if bar.get_height() != 1]
    bars = [bar.get_width() for bar in found if bar.get_height() < 2]
    zones = [bar.get_width() for bar in found if bar.get_height() > 2]
    whole = sum(zones[:3])
    assert zones[:3] == pytest.approx([whole / 4, whole / 4, whole / 2])
    assert bars == pytest.approx([0.1 * whole, 0.375 * whole, whole, 0.0])
    assert {"0.4  enough", "1.5  tight", "9.0  short", "−0.2  enough"} <= set(texts(sheet))


@pytest.mark.parametrize(
    ("values", "zones"),
    [
        (pd.Series({"North": np.nan}), ZONES),
        (GAUGES, {"enough": 0.0, "tight": 3.0, "short": 2.0}),
        (GAUGES, {"enough": 0.0, "tight": 1.0, "short": 5.0}),
        (GAUGES, {"enough": 0.0, "tight": 1.0}),
    ],
)
def test_gauges_that_cannot_be_read_are_rejected(values, zones):
    with pytest.raises(TableError, match="A gauge"):
        gauge_chart(values, zones, CAPTION, most=4.0)


def test_grouped_bars_stand_on_one_scale_and_leave_out_what_is_not_known():
    values = pd.DataFrame({"a": [4.0, 2.0], "b": [1.0, np.nan]}, index=["North", "South"])
    sheet = grouped_bars(values, CAPTION, names={"a": "A", "b": "B"})
    longest, *others = widths(sheet)
    assert others == pytest.approx([longest / 4, longest / 2])
    assert {"4.0", "1.0", "2.0", "A", "B"} <= set(texts(sheet))
    many = pd.DataFrame(np.ones((1, 7)), columns=list("abcdefg"), index=["North"])
    with pytest.raises(LabelError, match="kinds of bar, not 7"):
        grouped_bars(many, CAPTION, names=dict.fromkeys("abcdefg", ""))
