"""From a trained network to the files that ship: ONNX and contract."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from andon.artifacts import write_bytes, write_text
from andon.policies.contract import Contract
from andon.policies.contract_writer import write_contract
from andon.policies.onnx_file import write_layers
from andon.training.network import ActorCritic
from andon.training.normaliser import LIMIT, Normaliser

__all__ = ["export_policy"]


def export_policy(
    folder: Path,
    contract: Contract,
    network: ActorCritic,
    normaliser: Normaliser,
    header: Sequence[str] = (),
) -> Path:
    """Write the mean of a policy as an ONNX file with its contract.

    Args:
        folder: Where to write; it exists.
        contract: What the policy reads and writes.
        network: Trained network.
        normaliser: Of the policy's input.
        header: Where it comes from, as lines of comment for the contract.

    Returns:
        Path of the contract.
    """
    dense = network.dense_actor()
    scale, mean = normaliser.affine()
    content = write_layers(
        [np.ascontiguousarray(w.T) for w in dense.weights],
        dense.biases,
        mean=mean,
        scale=scale,
        limit=LIMIT,
    )
    write_bytes(folder / f"{contract.name}.onnx", content)
    path = folder / f"{contract.name}.toml"
    write_text(path, write_contract(contract, header))
    return path
