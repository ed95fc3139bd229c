#include "services/notes/exporter.h"

#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/error/error.h"
#include "services/notes/export/export_formats.h"
#include "services/notes/note_store.h"
#include "services/notes/page.h"
#include "services/shared/text/check_id.h"
#include "services/shared/text/check_seconds.h"
#include "services/shared/text/clean_text.h"
#include "services/shared/text/enum_name.h"

namespace lossy::notes {
namespace {

using base::Caller;

// The bound of the replies of a service: see the pages of note_store.cc.
constexpr std::size_t kMaxBytes = 2 << 20;
constexpr std::size_t kMaxNameBytes = 80;
constexpr int kPageNotes = 1000;

struct Format {
  v1::ExportFormat format;
  absl::string_view extension;
  absl::string_view media_type;
  std::string (*write)(const ExportedVideo&);
};

constexpr Format kFormats[] = {
    {v1::EXPORT_FORMAT_CSV, "csv", "text/csv; charset=utf-8", &ToCsv},
    {v1::EXPORT_FORMAT_JSON, "json", "application/json", &ToJson},
    {v1::EXPORT_FORMAT_MARKDOWN, "md", "text/markdown; charset=utf-8", &ToMarkdown},
    {v1::EXPORT_FORMAT_SRT, "srt", "application/x-subrip; charset=utf-8", &ToSrt},
    {v1::EXPORT_FORMAT_WEBVTT, "vtt", "text/vtt; charset=utf-8", &ToWebVtt},
    {v1::EXPORT_FORMAT_RESOLVE_EDL, "edl", "text/plain; charset=utf-8", &ToResolveEdl},
    {v1::EXPORT_FORMAT_AVID_EDL, "edl", "text/plain; charset=utf-8", &ToAvidEdl},
    {v1::EXPORT_FORMAT_AVID_XML, "xml", "application/xml", &ToAvidXml},
    {v1::EXPORT_FORMAT_FCP7_XML, "xml", "application/xml", &ToFcp7Xml},
    {v1::EXPORT_FORMAT_FCPXML, "fcpxml", "application/xml", &ToFcpXml},
};

const Format* FindFormat(v1::ExportFormat wanted) {
  for (const Format& format : kFormats) {
    if (format.format == wanted) return &format;
  }
  return nullptr;
}

absl::Status TooLarge() {
  return absl::FailedPreconditionError(
      "The export has more than 2 MiB; from_seconds and to_seconds select a part of the video");
}

absl::Status CheckPart(const v1::ExportNotesRequest& request) {
  if (request.has_from_seconds()) {
    absl::Status from = services::CheckSeconds("from_seconds", request.from_seconds());
    if (!from.ok()) return from;
  }
  if (!request.has_to_seconds()) return absl::OkStatus();
  return services::CheckSeconds("to_seconds", request.to_seconds());
}

// Returns the start timecode, with the frame rate. A field that is unknown has its default.
services::Timecode StartOf(const video::v1::Video& video) {
  const video::v1::FrameRate& stored = video.frame_rate();
  const services::FrameRate rate =
      services::FrameRate::Create(stored.numerator(), stored.denominator(), stored.drop_frame())
          .value_or(services::FrameRate());
  return services::Timecode::Parse(video.start_timecode(), rate)
      .value_or(services::Timecode(0, rate));
}

ExportedVideo ToExport(const video::v1::Video& video) {
  ExportedVideo exported;
  exported.id = video.id();
  exported.title = video.title();
  exported.url = video.url();
  exported.start = StartOf(video);
  if (video.has_duration_seconds()) exported.duration_seconds = video.duration_seconds();
  return exported;
}

ExportedNote ToExport(const v1::Note& note) {
  const absl::Time created = absl::FromUnixSeconds(note.inserted_at().seconds()) +
                             absl::Nanoseconds(note.inserted_at().nanos());
  ExportedNote exported;
  exported.id = note.id();
  exported.text = note.text();
  exported.category = services::EnumName(note.category());
  exported.status = services::EnumName(note.status());
  exported.created = absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", created, absl::UTCTimeZone());
  exported.start_seconds = note.timestamp_seconds();
  if (note.has_end_seconds()) exported.end_seconds = note.end_seconds();
  return exported;
}

// Adds the notes of the requested part. Reads no more pages than fit into an export.
absl::Status AddNotes(base::pg::Pool& pool, const std::string& user_id,
                      const v1::ExportNotesRequest& request, ExportedVideo* exported) {
  TimelinePage page{.limit = kPageNotes};
  if (request.has_from_seconds()) page.after_seconds = request.from_seconds();
  std::size_t bytes = 0;
  for (bool more = true; more;) {
    const absl::StatusOr<Listing> listing =
        ListNotesOfVideo(pool, user_id, request.video_id(), page);
    if (!listing.ok()) return listing.status();
    for (const v1::Note& note : listing->notes) {
      if (request.has_to_seconds() && note.timestamp_seconds() >= request.to_seconds()) {
        return absl::OkStatus();
      }
      bytes += note.text().size();
      if (bytes > kMaxBytes) return TooLarge();
      exported->notes.push_back(ToExport(note));
    }
    more = !listing->next.empty() && absl::SimpleAtod(listing->next[0], &page.after_seconds);
    if (more) page.after_id = listing->next[1];
  }
  return absl::OkStatus();
}

// Returns a name that Windows, macOS and Linux accept.
std::string FileName(const std::string& title, absl::string_view extension) {
  std::string name = services::CleanText(title, kMaxNameBytes);
  for (char& c : name) {
    if (absl::string_view("/\\:*?\"<>|").find(c) != absl::string_view::npos) c = '-';
  }
  // A name that begins with a point is hidden.
  name.erase(0, name.find_first_not_of(". "));
  return absl::StrCat(name, name.empty() ? "" : " ", "notes.", extension);
}

}  // namespace

absl::Status Exporter::Export(const Caller& caller, const v1::ExportNotesRequest& request,
                              v1::ExportNotesResponse* response) {
  if (absl::Status id = services::CheckId("video_id", request.video_id()); !id.ok()) return id;
  const Format* const format = FindFormat(request.format());
  if (format == nullptr) {
    return base::InvalidArgument("format",
                                 "must be one of csv, json, markdown, srt, webvtt, resolve_edl, "
                                 "avid_edl, avid_xml, fcp7_xml, fcpxml");
  }
  if (absl::Status part = CheckPart(request); !part.ok()) return part;
  const absl::StatusOr<video::v1::Video> video = videos_.GetVideo(caller, request.video_id());
  if (!video.ok()) return video.status();
  ExportedVideo exported = ToExport(*video);
  absl::Status added = AddNotes(pool_, caller.identity.user_id, request, &exported);
  if (!added.ok()) return added;
  std::string text = format->write(exported);
  if (text.size() > kMaxBytes) return TooLarge();
  response->set_file_name(FileName(exported.title, format->extension));
  response->set_media_type(std::string(format->media_type));
  response->set_text(std::move(text));
  return absl::OkStatus();
}

}  // namespace lossy::notes
