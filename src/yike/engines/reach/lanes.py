"""Rows of lanes as machine vectors inside numba kernels: one add and one min work on all lanes at once.

numba has no vector type. These few operations give it one: a row of 16 or 32 lanes, loaded from and stored
to C-ordered 2-D arrays, added with saturation (past ``UNREACHED`` there is no number) and minimised.
The compiler maps them to whatever vectors the machine has.
"""

# mypy: disable-error-code="no-untyped-call"
from __future__ import annotations

from typing import Any, NamedTuple

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, register_model


class RowType(types.Type):
    """A row of ``lanes`` unsigned integers of ``bits`` bits, held in registers."""

    def __init__(self, lanes: int, bits: int) -> None:
        self.lanes, self.bits = lanes, bits
        super().__init__(name=f"Row{lanes}x{bits}")


@register_model(RowType)
class RowModel(models.PrimitiveModel):
    """How a row lies in registers."""

    def __init__(self, dmm: Any, fe_type: RowType) -> None:
        super().__init__(dmm, fe_type, ir.VectorType(ir.IntType(fe_type.bits), fe_type.lanes))


class Lanes(NamedTuple):
    """The operations on one shape of row."""

    load: Any  # (array, i) -> row
    store: Any  # (array, i, row)
    stream: Any  # (array, i, row): past the caches, for results not read again soon
    plus: Any  # (row, w) -> row, saturating
    least: Any  # (row, row) -> row


def _address(context: Any, builder: Any, array_type: Any, place: Any, row: RowType) -> Any:
    array, index = place
    data = context.make_array(array_type)(context, builder, array).data
    offset = builder.mul(index, ir.Constant(index.type, row.lanes))
    start = builder.gep(data, [offset])
    return builder.bitcast(start, ir.VectorType(ir.IntType(row.bits), row.lanes).as_pointer())


def _spread(builder: Any, value: Any, row: RowType) -> Any:
    """Put one number into every lane."""
    vector = ir.VectorType(ir.IntType(row.bits), row.lanes)
    one = builder.insert_element(ir.Constant(vector, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
    mask = ir.Constant(ir.VectorType(ir.IntType(32), row.lanes), [0] * row.lanes)
    return builder.shuffle_vector(one, ir.Constant(vector, ir.Undefined), mask)


def _binary(builder: Any, name: str, x: Any, y: Any, row: RowType) -> Any:
    vector = ir.VectorType(ir.IntType(row.bits), row.lanes)
    kind = ir.FunctionType(vector, [vector, vector])
    function = cgutils.get_or_insert_function(builder.module, kind, f"llvm.{name}.v{row.lanes}i{row.bits}")
    return builder.call(function, [x, y])


def make_lanes(lanes: int, bits: int) -> Lanes:
    """Return the operations for rows of ``lanes`` unsigned integers of ``bits`` bits.

    For 32-bit rows a lane holds time << 16 | point, so ``plus`` shifts the time it is given into place.
    """
    row = RowType(lanes, bits)
    align = min(64, (lanes * bits // 8) & -(lanes * bits // 8))  # the largest power of two every row keeps to

    @intrinsic
    def load(typingctx: Any, array: Any, i: Any) -> Any:  # noqa: ARG001
        def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            return builder.load(_address(context, builder, sig.args[0], args, row), align=align)

        return row(array, types.intp), codegen

    @intrinsic
    def store(typingctx: Any, array: Any, i: Any, value: Any) -> Any:  # noqa: ARG001
        def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            builder.store(args[2], _address(context, builder, sig.args[0], args[:2], row), align=align)
            return context.get_dummy_value()

        return types.void(array, types.intp, row), codegen

    @intrinsic
    def stream(typingctx: Any, array: Any, i: Any, value: Any) -> Any:  # noqa: ARG001
        def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            put = builder.store(args[2], _address(context, builder, sig.args[0], args[:2], row), align=align)
            put.set_metadata("nontemporal", builder.module.add_metadata([ir.Constant(ir.IntType(32), 1)]))
            return context.get_dummy_value()

        return types.void(array, types.intp, row), codegen

    @intrinsic
    def plus(typingctx: Any, value: Any, w: Any) -> Any:  # noqa: ARG001
        def codegen(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
            time = args[1]
            if bits > 16:
                time = builder.shl(
                    builder.zext(time, ir.IntType(bits)), ir.Constant(ir.IntType(bits), bits - 16)
                )
            return _binary(builder, "uadd.sat", args[0], _spread(builder, time, row), row)

        return row(row, types.uint16), codegen

    @intrinsic
    def least(typingctx: Any, x: Any, y: Any) -> Any:  # noqa: ARG001
        def codegen(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
            return _binary(builder, "umin", args[0], args[1], row)

        return row(row, row), codegen

    return Lanes(load, store, stream, plus, least)
