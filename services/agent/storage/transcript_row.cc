#include "services/agent/storage/transcript_row.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/time/clock.h"
#include "services/shared/migrations/or_null.h"
#include "services/shared/text/confidence.h"
#include "services/shared/text/enum_name.h"

namespace lossy::agent {
namespace {

using base::pg::Column;
using base::pg::Columns;
using base::pg::MemberColumn;
using base::pg::Param;
using base::pg::RowReader;
using services::OrNull;

using Text = absl::optional<std::string>;

// The steady time that was `age` seconds ago. The age is negative if the database's clock was set
// back.
absl::Time SteadyTime(double age) { return base::SteadyNow() - absl::Seconds(std::max(0.0, age)); }

// A text column that is NULL for an empty text.
template <auto kMember>
constexpr Column<Transcript> NullableText(absl::string_view name) {
  return {.name = name, .read = [](RowReader& reader, Transcript* transcript) {
            transcript->*kMember = reader.Next<std::string>();
          }};
}

// The columns of the draft follow `draft_text`, which is NULL if there is no draft.
constexpr Column<Transcript> kArray[] = {
    MemberColumn<&Transcript::id>("id"),
    MemberColumn<&Transcript::user_id>("user_id"),
    MemberColumn<&Transcript::session_id>("session_id"),
    MemberColumn<&Transcript::request_id>("request_id"),
    {.name = "client_request_id",
     .write = [](const Transcript& row) { return Param(OrNull(row.client_request_id)); }},
    MemberColumn<&Transcript::text>("text"),
    MemberColumn<&Transcript::source>("source"),
    MemberColumn<&Transcript::duration_seconds>("duration_seconds"),
    {.name = "video_id",
     .read = [](RowReader& reader,
                Transcript* row) { row->context.video_id = reader.Next<std::string>(); },
     .write = [](const Transcript& row) { return Param(OrNull(row.context.video_id)); }},
    {.name = "timestamp_seconds",
     .read = [](RowReader& reader,
                Transcript* row) { row->context.timestamp_seconds = reader.Next<double>(); },
     .write = [](const Transcript& row) { return Param(row.context.timestamp_seconds); }},
    {.name = "frame",
     .read = [](RowReader& reader, Transcript* row) { row->frame = reader.NextBytes(); },
     .write =
         [](const Transcript& row) {
           return row.frame.empty() ? Param(absl::nullopt) : Param::Bytes(row.frame);
         },
     .expression = "coalesce(frame, '')"},
    {.name = "status",
     .read =
         [](RowReader& reader, Transcript* row) {
           row->progress = ParseProgress(reader.Next<absl::string_view>());
         }},
    {.name = "attempts",
     .read = [](RowReader& reader, Transcript* row) { row->attempts = reader.Next<int>(); }},
    {.name = "inserted_at",
     .read = [](RowReader& reader,
                Transcript* row) { row->spoken = SteadyTime(reader.Next<double>()); },
     .expression = "extract(epoch FROM now() - inserted_at)"},
    {.name = "heard_at",
     .read = [](RowReader& reader, Transcript* row) { row->heard_at = reader.Next<absl::Time>(); },
     .expression = "micros(heard_at)"},
    {.name = "heard_at",
     .read = [](RowReader& reader,
                Transcript* row) { row->transcribed = SteadyTime(reader.Next<double>()); },
     .expression = "extract(epoch FROM now() - heard_at)"},
    NullableText<&Transcript::recording_id>("recording_id"),
    {.name = "draft_text",
     .read =
         [](RowReader& reader, Transcript* row) {
           if (const Text text = reader.Next<Text>()) row->draft.emplace().text = *text;
         }},
    {.name = "draft_category",
     .read =
         [](RowReader& reader, Transcript* row) {
           const auto category =
               services::ParseEnum<notes::v1::NoteCategory>(reader.Next<absl::string_view>());
           if (row->draft) row->draft->category = category;
         }},
    {.name = "draft_confidence",
     .read =
         [](RowReader& reader, Transcript* row) {
           const auto confidence = reader.Next<absl::optional<double>>();
           if (row->draft && confidence) {
             row->draft->confidence = services::RoundConfidence(*confidence);
           }
         }},
    {.name = "written_by",
     .read =
         [](RowReader& reader, Transcript* row) {
           const auto name = reader.Next<std::string>();
           if (row->draft) row->draft->written_by = name;
         }},
    NullableText<&Transcript::note_id>("note_id"),
    {.name = "note_revision",
     .read = [](RowReader& reader,
                Transcript* row) { row->note_revision = reader.Next<std::int32_t>(); }},
    {.name = "model_answers",
     .read = [](RowReader& reader, Transcript* row) { row->model_answers = reader.Next<int>(); }},
    NullableText<&Transcript::model_problem>("model_problem"),
    {.name = "traceparent",
     .read =
         [](RowReader& reader, Transcript* row) {
           row->trace = base::ParseTraceparent(reader.Next<absl::string_view>());
         },
     .write = [](const Transcript& row) { return Param(OrNull(base::Traceparent(row.trace))); },
     .expression = "coalesce(traceparent, '')"},
    {.name = "refused_at",
     .read = [](RowReader& reader, Transcript* row) { row->refused = reader.Next<bool>(); },
     .expression = "refused_at IS NOT NULL"},
};
constexpr Columns<Transcript> kColumns{kArray};

// Returns the type of a written column.
absl::string_view TypeOf(absl::string_view column) {
  if (column == "id" || column == "session_id" || column == "video_id") return "uuid";
  if (column == "duration_seconds" || column == "timestamp_seconds") return "double precision";
  return column == "frame" ? "bytea" : "text";
}

}  // namespace

const Columns<Transcript>& TranscriptColumns() { return kColumns; }

std::string TranscriptArrays(int first) {
  std::string list;
  for (const Column<Transcript>& column : kArray) {
    if (column.write == nullptr) continue;
    absl::StrAppend(&list, list.empty() ? "" : ", ", "$", first++, "::", TypeOf(column.name), "[]");
  }
  return list;
}

}  // namespace lossy::agent
