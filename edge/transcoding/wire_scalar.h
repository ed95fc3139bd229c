#pragma once

#include <string>

#include "edge/transcoding/message_table.h"
#include "edge/transcoding/wire_fields.h"
#include "edge/transcoding/wire_reader.h"

namespace lossy::edge {

// How a value of this kind is written when it is not packed.
WireType WireTypeOf(FieldKind kind);

// Reads one value of a kind up to kEnum and appends its JSON. False when it is malformed.
bool AppendScalarJson(const Field& field, WireReader* reader, std::string* out);

// Shortest form that reads back as the same number; null when it is not finite.
void AppendJsonNumber(double value, std::string* out);

}  // namespace lossy::edge
