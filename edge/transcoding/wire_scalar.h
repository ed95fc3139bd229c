#pragma once

#include <string>

#include "edge/transcoding/message_table.h"
#include "edge/transcoding/wire_fields.h"
#include "edge/transcoding/wire_reader.h"

namespace lossy::edge {

// Returns the wire type of a value of this kind that is not packed.
WireType WireTypeOf(FieldKind kind);

// Reads one value of a kind up to kEnum and appends its JSON. Returns false if it is malformed.
bool AppendScalarJson(const Field& field, WireReader* reader, std::string* out);

// Appends the shortest text that parses to the same number, or null if the number is not finite.
void AppendJsonNumber(double value, std::string* out);

}  // namespace lossy::edge
