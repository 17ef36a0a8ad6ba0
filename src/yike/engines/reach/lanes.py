"""Rows of lanes as machine vectors inside numba kernels: one add and one min work on all lanes at once.

numba has no vector type. These few operations give it one: a row of 32 times or 16 words, one cache line,
loaded from and stored to C-ordered 2-D arrays, added with saturation (past ``UNREACHED`` there is no number)
and minimised. The array's element type decides the row, so one kernel serves both and is compiled for each.
"""

# mypy: disable-error-code="no-untyped-call"
from __future__ import annotations

from typing import Any

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


LINE = 64  # bytes: a row is one cache line


def _row_of(array: Any) -> RowType:
    """Return the row that a C-ordered array of one line per row holds."""
    bits = array.dtype.bitwidth
    return RowType(8 * LINE // bits, bits)


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


@intrinsic
def load(typingctx: Any, array: Any, i: Any) -> Any:  # noqa: ARG001
    """Return row i of an array."""
    row = _row_of(array)

    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.load(_address(context, builder, sig.args[0], args, row), align=LINE)

    return row(array, types.intp), codegen


@intrinsic
def store(typingctx: Any, array: Any, i: Any, value: Any) -> Any:  # noqa: ARG001
    """Write row i of an array."""
    row = _row_of(array)

    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        builder.store(args[2], _address(context, builder, sig.args[0], args[:2], row), align=LINE)
        return context.get_dummy_value()

    return types.void(array, types.intp, row), codegen


@intrinsic
def stream(typingctx: Any, array: Any, i: Any, value: Any) -> Any:  # noqa: ARG001
    """Write row i of an array past the caches: for results that are not read again soon."""
    row = _row_of(array)

    def codegen(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        put = builder.store(args[2], _address(context, builder, sig.args[0], args[:2], row), align=LINE)
        put.set_metadata("nontemporal", builder.module.add_metadata([ir.Constant(ir.IntType(32), 1)]))
        return context.get_dummy_value()

    return types.void(array, types.intp, row), codegen


@intrinsic
def plus(typingctx: Any, value: Any, w: Any) -> Any:  # noqa: ARG001
    """Add a time to every lane, saturating. 32-bit lanes hold time << 16 | point: it is shifted into place."""
    row = value

    def codegen(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        time = args[1]
        if row.bits > 16:
            wide = ir.IntType(row.bits)
            time = builder.shl(builder.zext(time, wide), ir.Constant(wide, row.bits - 16))
        return _binary(builder, "uadd.sat", args[0], _spread(builder, time, row), row)

    return row(row, types.uint16), codegen


@intrinsic
def least(typingctx: Any, x: Any, y: Any) -> Any:  # noqa: ARG001
    """Return the smaller of two rows, lane by lane."""
    row = x

    def codegen(_context: Any, builder: Any, _sig: Any, args: Any) -> Any:
        return _binary(builder, "umin", args[0], args[1], row)

    return row(row, row), codegen
