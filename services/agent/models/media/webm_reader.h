#pragma once

#include "services/agent/models/media/ebml.h"
#include "services/agent/models/media/stream_reader.h"
#include "services/agent/models/media/webm_tracks.h"

namespace lossy::agent {

// Reads WebM as recorders stream it: clusters with or without a size, blocks alone or in groups,
// with or without lacing. A part is a block, a head, or an element outside the clusters. If the
// stream has no header, every block counts as sound, and as Opus until a cluster states its time.
// Not thread-safe.
class WebmReader : public StreamReader {
 public:
  WebmReader() { position_ = kNoTime; }

  absl::optional<StreamPart> Read(absl::string_view bytes) override;
  bool has_pictures() const override { return has_pictures_; }
  // Returns the head of a cluster without a size that has the time `position`, that of the cluster
  // that was divided. Returns an empty text if the time is unknown.
  std::string Opening(std::int64_t position) const override;

 private:
  static constexpr std::int64_t kNoTime = -1;

  absl::optional<StreamPart> ReadElement(const EbmlElement& element, absl::string_view bytes);
  absl::optional<StreamPart> ReadBlock(const EbmlElement& element, absl::string_view bytes);
  absl::optional<StreamPart> ReadGroup(const EbmlElement& element, absl::string_view bytes);
  StreamPart ReadBlockBody(absl::string_view body) const;
  absl::optional<StreamPart> ReadHeader(const EbmlElement& element, absl::string_view bytes);
  absl::optional<StreamPart> SkipBroken(absl::string_view bytes);
  StreamPart Structure(std::uint64_t bytes) const;

  bool in_clusters_ = false;
  bool has_tracks_ = false;
  bool has_pictures_ = false;
  bool is_opus_ = true;
  std::uint64_t sound_track_ = 0;
  double tick_seconds_ = 0.001;
};

}  // namespace lossy::agent
