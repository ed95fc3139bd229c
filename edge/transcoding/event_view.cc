#include "edge/transcoding/event_view.h"

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "edge/transcoding/wire_fields.h"
#include "edge/transcoding/wire_reader.h"

namespace lossy::edge {
namespace {

// Calls `visit` with each length-delimited field of the table. Returns false if the bytes are
// malformed.
template <typename Visit>
bool ForEachContent(const MessageTable& table, absl::string_view wire, Visit visit) {
  WireReader reader(wire);
  while (!reader.done()) {
    std::uint32_t number;
    WireType type;
    if (!reader.ReadTag(&number, &type)) return false;
    const int index = table.IndexOf(number);
    if (index < 0 || type != WireType::kLength) {
      if (!reader.Skip(type)) return false;
      continue;
    }
    absl::string_view content;
    if (!reader.ReadLength(&content)) return false;
    visit(table.fields()[index], content);
  }
  return true;
}

bool IsEvent(const MessageTable& table, const Field& field) {
  return field.oneof >= 0 && field.oneof == table.event_oneof();
}

absl::Status Malformed(const MessageTable& table) {
  return absl::DataLossError(absl::StrCat("a malformed ", table.full_name()));
}

}  // namespace

absl::StatusOr<EventView> ReadEvent(const MessageTable& table, absl::string_view wire) {
  EventView event;
  const bool read = ForEachContent(table, wire, [&](const Field& field, absl::string_view content) {
    if (IsEvent(table, field)) event = {field.name, field.message, content};
  });
  if (!read) return Malformed(table);
  return event;
}

absl::StatusOr<SessionMessage> ReadSessionMessage(const MessageTable& table,
                                                  absl::string_view wire) {
  const Field* const ref = table.FindByName("ref");
  const Field* const error = table.FindByName("error");
  SessionMessage message;
  const bool read = ForEachContent(table, wire, [&](const Field& field, absl::string_view content) {
    if (IsEvent(table, field)) {
      message.event = {field.name, field.message, content};
    } else if (&field == ref) {
      message.ref = content;
    } else if (&field == error) {
      message.has_error = true;
      message.error = content;
    }
  });
  if (!read) return Malformed(table);
  return message;
}

void AppendSessionRequest(int ref_number, absl::string_view ref, int member_number,
                          absl::string_view member_wire, std::string* out) {
  if (!ref.empty()) AppendStringField(ref_number, ref, out);
  AppendStringField(member_number, member_wire, out);
}

void AppendSessionTrace(int trace_number, absl::string_view traceparent, std::string* out) {
  if (trace_number > 0 && !traceparent.empty()) AppendStringField(trace_number, traceparent, out);
}

}  // namespace lossy::edge
