#include "services/notes/note_row.h"

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/time/timestamp.h"
#include "services/shared/text/confidence.h"
#include "services/shared/text/enum_name.h"

namespace lossy::notes {
namespace {

using base::ToTimestamp;
using base::pg::Column;
using base::pg::Columns;
using base::pg::MemberColumn;
using base::pg::Param;
using base::pg::RowReader;
using base::pg::Rows;
using services::EnumName;
using services::ParseEnum;

using Text = absl::optional<std::string>;

constexpr Column<Content> kContent[] = {
    MemberColumn<&Content::text>("text"),
    MemberColumn<&Content::raw_transcript>("raw_transcript"),
    {.name = "category",
     .read =
         [](RowReader& reader, Content* content) {
           content->category = ParseEnum<v1::NoteCategory>(reader.Next<absl::string_view>());
         },
     .write = [](const Content& content) { return Param(EnumName(content.category)); }},
    MemberColumn<&Content::confidence>("confidence"),
    MemberColumn<&Content::heard_by>("heard_by"),
    MemberColumn<&Content::written_by>("written_by"),
    {.name = "enrichment_source",
     .read =
         [](RowReader& reader, Content* content) {
           content->enrichment_source =
               ParseEnum<v1::EnrichmentSource>(reader.Next<absl::string_view>());
         },
     .write = [](const Content& content) { return Param(EnumName(content.enrichment_source)); }},
    MemberColumn<&Content::visual_timestamp>("visual_timestamp"),
    MemberColumn<&Content::end_seconds>("end_seconds"),
};

// Copies the content into a Note or a NoteRevision.
template <typename Message>
void FillContent(const Content& content, Message* message) {
  message->set_text(content.text);
  if (content.raw_transcript) message->set_raw_transcript(*content.raw_transcript);
  message->set_category(content.category);
  if (content.confidence) message->set_confidence(services::RoundConfidence(*content.confidence));
  if (content.heard_by) message->set_heard_by(*content.heard_by);
  if (content.written_by) message->set_written_by(*content.written_by);
  message->set_enrichment_source(content.enrichment_source);
  if (content.end_seconds) message->set_end_seconds(*content.end_seconds);
}

// The columns of a note beside its content.
constexpr Column<v1::Note> kNote[] = {
    {.name = "id",
     .read = [](RowReader& reader, v1::Note* note) { note->set_id(reader.Next<std::string>()); }},
    {.name = "video_id",
     .read =
         [](RowReader& reader, v1::Note* note) {
           if (const Text id = reader.Next<Text>()) note->set_video_id(*id);
         }},
    {.name = "timestamp_seconds",
     .read = [](RowReader& reader,
                v1::Note* note) { note->set_timestamp_seconds(reader.Next<double>()); }},
    {.name = "status",
     .read =
         [](RowReader& reader, v1::Note* note) {
           note->set_status(ParseEnum<v1::NoteStatus>(reader.Next<absl::string_view>()));
         }},
    {.name = "inserted_at",
     .read =
         [](RowReader& reader, v1::Note* note) {
           *note->mutable_inserted_at() = ToTimestamp(reader.Next<absl::Time>());
           *note->mutable_timestamp() = note->inserted_at();
         },
     .expression = "micros(inserted_at) AS inserted_micros"},
    {.name = "updated_at",
     .read =
         [](RowReader& reader, v1::Note* note) {
           *note->mutable_updated_at() = ToTimestamp(reader.Next<absl::Time>());
         },
     .expression = "micros(updated_at)"},
    {.name = "revision",
     .read = [](RowReader& reader, v1::Note* note) { note->set_revision(reader.Next<int>()); }},
};

// The note's embedding, found by its primary key: a subquery for each column.
#define LOSSY_OF_EMBEDDING(column)                                         \
  "(SELECT e." column                                                      \
  " FROM embeddings AS e WHERE e.user_id = notes.user_id AND e.note_id = " \
  "notes.id) AS seen_" column

struct Seen {
  absl::optional<double> timestamp;
  Text source;
  Text device;
};

constexpr Column<Seen> kSeen[] = {
    MemberColumn<&Seen::timestamp>(LOSSY_OF_EMBEDDING("timestamp_seconds")),
    MemberColumn<&Seen::source>(LOSSY_OF_EMBEDDING("source")),
    MemberColumn<&Seen::device>(LOSSY_OF_EMBEDDING("device")),
};

bool IsNumber(absl::string_view column) {
  return column == "confidence" || column == "visual_timestamp" || column == "end_seconds";
}

constexpr Columns<Content> kContentColumns{kContent};
constexpr Columns<v1::Note> kNoteColumns{kNote};
constexpr Columns<Seen> kSeenColumns{kSeen};

std::string RevisionList(absl::string_view revised_at) {
  return absl::StrCat(kContentColumns.Selected(), ", revision, micros(", revised_at, ")");
}

}  // namespace

// A note must have a text, so "-" stands for an erased one.
const char kErasedContent[] =
    "text = '-', raw_transcript = NULL, confidence = NULL, heard_by = NULL, written_by = NULL, "
    "visual_timestamp = NULL, end_seconds = NULL";

const Columns<Content>& ContentColumns() { return kContentColumns; }

std::string ContentArrays(int first) {
  std::string list;
  for (const Column<Content>& column : kContent) {
    absl::StrAppend(&list, list.empty() ? "" : ", ", "$", first++,
                    IsNumber(column.name) ? "::double precision[]" : "::text[]");
  }
  return list;
}

const std::string& NewNoteColumns() {
  static const std::string list =
      absl::StrCat(kNoteColumns.Selected(), ", ", kContentColumns.Selected(),
                   ", NULL AS seen_timestamp_seconds, NULL AS seen_source, NULL AS seen_device");
  return list;
}

const std::string& NoteColumns() {
  static const std::string list = absl::StrCat(
      kNoteColumns.Selected(), ", ", kContentColumns.Selected(), ", ", kSeenColumns.Selected());
  return list;
}

NoteRow ReadNote(RowReader& reader) {
  NoteRow row;
  row.note = kNoteColumns.Read(reader);
  row.content = kContentColumns.Read(reader);
  FillContent(row.content, &row.note);
  const Seen seen = kSeenColumns.Read(reader);
  if (seen.timestamp) {
    v1::VisualContext& context = *row.note.mutable_visual_context();
    context.set_timestamp(*seen.timestamp);
    context.set_source(ParseEnum<v1::EmbeddingSource>(seen.source.value_or("")));
    context.set_device(seen.device.value_or(""));
  }
  return row;
}

absl::StatusOr<v1::Note> ToOneNote(const absl::StatusOr<Rows>& rows) {
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return base::NotFound("Note not found");
  RowReader reader(*rows, 0);
  return ReadNote(reader).note;
}

const std::string& RevisionColumns() {
  static const std::string list = RevisionList("revised_at");
  return list;
}

const std::string& PresentRevisionColumns() {
  static const std::string list = RevisionList("coalesce(revised_at, inserted_at)");
  return list;
}

std::vector<v1::NoteRevision> ReadRevisions(const Rows& rows) {
  std::vector<v1::NoteRevision> revisions;
  for (int row = 0; row < rows.size(); ++row) {
    RowReader reader(rows, row);
    v1::NoteRevision& revision = revisions.emplace_back();
    const Content content = kContentColumns.Read(reader);
    FillContent(content, &revision);
    if (content.visual_timestamp) revision.set_visual_timestamp(*content.visual_timestamp);
    revision.set_revision(reader.Next<int>());
    *revision.mutable_created_at() = ToTimestamp(reader.Next<absl::Time>());
  }
  return revisions;
}

}  // namespace lossy::notes
