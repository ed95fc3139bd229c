#include "services/agent/models/pocketsphinx/recogniser.h"

#include <filesystem>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "pocketsphinx.h"
#include "services/agent/models/pocketsphinx/language.h"
#include "services/agent/models/pocketsphinx/reviewer_sentences.h"
#include "services/agent/models/pocketsphinx/stretches.h"
#include "sphinxbase/err.h"

namespace lossy::agent {
namespace {

// The recogniser considers all words of a stretch together. A sentence is shorter than this, so a
// longer stretch would only cost time and memory.
constexpr double kMaxStretchSeconds = 20;

}  // namespace

absl::StatusOr<Recogniser> Recogniser::Load(const std::string& model) {
  const std::string acoustic = absl::StrCat(model, "/en-us");
  const std::string language = absl::StrCat(model, "/en-us.lm.bin");
  const std::string dictionary = absl::StrCat(model, "/cmudict-en-us.dict");
  for (const std::string& path : {acoustic, language, dictionary}) {
    if (!std::filesystem::exists(path)) {
      return absl::NotFoundError(absl::StrCat("there is no ", path));
    }
  }
  // PocketSphinx would log the recognised words.
  err_set_logfp(nullptr);
  cmd_ln_t* config = cmd_ln_init(nullptr, ps_args(), TRUE, "-hmm", acoustic.c_str(), "-dict",
                                 dictionary.c_str(), nullptr);
  Recogniser recogniser(config == nullptr ? nullptr : ps_init(config));
  if (config != nullptr) cmd_ln_free_r(config);
  if (recogniser.decoder_ == nullptr) {
    return absl::NotFoundError(absl::StrCat("no model in ", model));
  }
  const absl::Status status = SetLanguage(recogniser.decoder_.get(), language, ReviewerSentences());
  if (!status.ok()) return status;
  return recogniser;
}

std::string Recogniser::Understand(absl::Span<const std::int16_t> samples) {
  std::vector<std::string> heard;
  for (const absl::Span<const std::int16_t> stretch :
       CutIntoStretches(samples, kMaxStretchSeconds)) {
    std::string words = UnderstandStretch(stretch);
    if (!words.empty()) heard.push_back(std::move(words));
  }
  return absl::StrJoin(heard, " ");
}

std::string Recogniser::UnderstandStretch(absl::Span<const std::int16_t> samples) {
  if (samples.empty() || ps_start_utt(decoder_.get()) < 0) return "";
  ps_process_raw(decoder_.get(), samples.data(), samples.size(), /*no_search=*/FALSE,
                 /*full_utt=*/TRUE);
  if (ps_end_utt(decoder_.get()) < 0) return "";
  const char* words = ps_get_hyp(decoder_.get(), nullptr);
  return words == nullptr ? "" : words;
}

void Recogniser::Free::operator()(ps_decoder_s* decoder) const { ps_free(decoder); }

}  // namespace lossy::agent
