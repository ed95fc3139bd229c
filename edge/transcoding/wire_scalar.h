#pragma once

#include <string>

#include "edge/transcoding/message_table.h"
#include "edge/transcoding/wire_fields.h"
#include "edge/transcoding/wire_reader.h"

namespace lossy::edge {

// Returns the protobuf wire type of a value of this kind that is not packed.
WireType WireTypeOf(FieldKind kind);

// Reads one value without its tag, and appends its JSON. The field's kind must be one up to kEnum.
// Returns false if the value is malformed.
bool AppendScalarJson(const Field& field, WireReader* reader, std::string* out);

// Appends the shortest text that parses to the same number, or null if the number is not finite.
void AppendJsonNumber(double value, std::string* out);

}  // namespace lossy::edge
