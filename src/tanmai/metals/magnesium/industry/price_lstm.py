"""An LSTM for the forecasts of a price; torch comes with the extra ``forecast``."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import OptionError
from tanmai.core.messages import message
from tanmai.metals.magnesium.industry.forecasts import Forecaster, naive

FloatArray = NDArray[np.float64]

_HIDDEN, _EPOCHS, _RATE, _REFIT, _STRIDE, _SEED = 24, 30, 5e-3, 24, 3, 0


def lstm_forecaster() -> Forecaster:
    """Return the model, seeded, on the processor.

    Raises
    ------
    OptionError
        torch is not installed.
    """
    try:
        import torch
    except ImportError as error:
        raise OptionError(
            message(
                "The LSTM needs torch, which is not installed; install it with 'pip install "
                "tanmai[forecast]', or leave --lstm out."
            )
        ) from error
    return _Lstm(torch)


class _Lstm:
    """One layer over the changes of the window, then a line to the changes of the horizon."""

    def __init__(self, torch: Any) -> None:
        self.torch = torch
        self.asked = 0
        self.net: Any = None
        self.scale = 1.0

    def __call__(self, past: FloatArray, window: int, horizon: int) -> FloatArray:
        if self.net is None or self.asked % _REFIT == 0:
            self._train(past, window, horizon)
        self.asked += 1
        if self.net is None:
            return naive(past, window, horizon)
        seen = np.diff(past[-window:], axis=0)[None] / self.scale
        with self.torch.no_grad():
            said = self.net(self.torch.tensor(seen, dtype=self.torch.float32)).numpy()[0]
        return np.asarray(past[-1, 0] + said.astype(float) * self.scale)

    def _train(self, past: FloatArray, window: int, horizon: int) -> None:
        origins = np.arange(window - 1, len(past) - horizon, _STRIDE)
        if origins.size < _REFIT:
            return
        torch = self.torch
        torch.manual_seed(_SEED)
        torch.set_num_threads(1)
        self.scale = float(np.diff(past, axis=0).std()) or 1.0
        seen = np.array([np.diff(past[o - window + 1 : o + 1], axis=0) for o in origins])
        came = np.array([past[o + 1 : o + 1 + horizon, 0] - past[o, 0] for o in origins])
        x, y = (torch.tensor(part / self.scale, dtype=torch.float32) for part in (seen, came))
        self.net = _net(torch, past.shape[1], horizon)
        descent = torch.optim.Adam(self.net.parameters(), lr=_RATE, weight_decay=1e-3)
        for _ in range(_EPOCHS):
            descent.zero_grad()
            loss = torch.nn.functional.l1_loss(self.net(x), y)
            loss.backward()
            descent.step()


def _net(torch: Any, series: int, horizon: int) -> Any:
    class Net(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.memory = torch.nn.LSTM(series, _HIDDEN, batch_first=True)
            self.line = torch.nn.Linear(_HIDDEN, horizon)

        def forward(self, x: Any) -> Any:
            states, _ = self.memory(x)
            return self.line(states[:, -1])

    return Net()
