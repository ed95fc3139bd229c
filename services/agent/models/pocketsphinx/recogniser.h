#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

struct ps_decoder_s;

namespace lossy::agent {

// The speech recogniser PocketSphinx with its model of US English, adapted to the sentences of
// reviewers (language.h). Not thread-safe.
class Recogniser {
 public:
  // Loads the model. `model` is a folder with the layout of Debian's package pocketsphinx-en-us;
  // returns NOT_FOUND for any other.
  static absl::StatusOr<Recogniser> Load(const std::string& model);

  // Returns the spoken words in lower case, without punctuation. Returns an empty text if there is
  // no speech.
  std::string Understand(absl::Span<const std::int16_t> samples);

 private:
  struct Free {
    void operator()(ps_decoder_s* decoder) const;
  };

  explicit Recogniser(ps_decoder_s* decoder) : decoder_(decoder) {}

  std::string UnderstandStretch(absl::Span<const std::int16_t> samples);

  std::unique_ptr<ps_decoder_s, Free> decoder_;
};

}  // namespace lossy::agent
