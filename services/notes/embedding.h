#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::notes {

// The embedding (vector) of the video frame on screen while the user spoke, checked and cleaned.
struct Embedding {
  std::string numbers;           // An array of reals in PostgreSQL's text form: "{0.5,-1}".
  double timestamp_seconds = 0;  // The frame's position in the video.
  v1::EmbeddingSource source = v1::EMBEDDING_SOURCE_LOCAL;
  std::string device;  // The hardware that computed it, as the client names it: "webgpu".
};

// Check and clean an embedding. Return INVALID_ARGUMENT, which names the field, if a field is
// invalid. The fields of a Frame have the prefix "frame.".
absl::StatusOr<Embedding> ToEmbedding(const v1::EnrichNoteRequest& request);
absl::StatusOr<Embedding> ToEmbedding(const v1::Frame& frame);

// Returns the frame of the embedding as clients read it in the note.
v1::VisualContext ToVisualContext(const Embedding& embedding);

// Returns the source that a note names after it was enriched by such an embedding.
v1::EnrichmentSource EnrichmentBy(v1::EmbeddingSource source);

}  // namespace lossy::notes
