// Measures the recognisers with recordings of known sentences and prints a table.
// `./dev eval speech` makes the recordings.
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/flags/command_line.h"
#include "base/time/clock.h"
#include "services/agent/models/openai/openai_flags.h"
#include "services/agent/models/pocketsphinx/speech_flags.h"
#include "services/agent/models/pocketsphinx/word_errors.h"

ABSL_FLAG(std::string, sentences, "services/agent/models/evaluation/testdata/sentences.txt",
          "File of the spoken sentences, one a line");
ABSL_FLAG(std::string, recordings, "",
          "Folder with a folder for each voice, in which N.webm is the Nth sentence");
ABSL_FLAG(bool, show, false, "Also print each sentence with wrong words");

namespace lossy::agent {
namespace {

constexpr absl::Duration kLongestHearing = absl::Minutes(2);

struct Score {
  int sentences = 0;
  int failed = 0;
  WordErrors errors;
  absl::Duration work;
  double audio_seconds = 0;

  Score& operator+=(const Score& other) {
    sentences += other.sentences;
    failed += other.failed;
    errors += other.errors;
    work += other.work;
    audio_seconds += other.audio_seconds;
    return *this;
  }
};

std::vector<std::string> ReadSentences() {
  std::ifstream file(absl::GetFlag(FLAGS_sentences));
  std::vector<std::string> sentences;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') sentences.push_back(line);
  }
  return sentences;
}

std::vector<std::filesystem::path> VoiceFolders() {
  std::vector<std::filesystem::path> folders;
  std::error_code error;
  for (const auto& entry :
       std::filesystem::directory_iterator(absl::GetFlag(FLAGS_recordings), error)) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Score HearOne(Transcriber& transcriber, const std::string& said, std::string audio) {
  const absl::Time began = base::SteadyNow();
  const absl::StatusOr<RecognisedSpeech> speech =
      transcriber.Transcribe({.audio = std::move(audio), .deadline = began + kLongestHearing});
  const std::string heard = speech.ok() ? speech->text : speech.status().ToString();
  Score score{.sentences = 1,
              .failed = speech.ok() ? 0 : 1,
              .errors = CountWordErrors(said, speech.ok() ? heard : ""),
              .work = base::SteadyNow() - began,
              .audio_seconds = speech.ok() ? speech->audio_seconds : 0};
  if (score.errors.errors > 0 && absl::GetFlag(FLAGS_show)) {
    std::cout << "  said  " << said << "\n  heard " << heard << '\n';
  }
  return score;
}

Score HearVoice(Transcriber& transcriber, const std::vector<std::string>& sentences,
                const std::filesystem::path& folder) {
  Score score;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    score += HearOne(transcriber, sentences[i], ReadFile(folder / absl::StrCat(i + 1, ".webm")));
  }
  return score;
}

void PrintRow(absl::string_view recogniser, const std::string& voice, const Score& score) {
  const double factor =
      score.audio_seconds == 0 ? 0 : absl::ToDoubleSeconds(score.work) / score.audio_seconds;
  std::cout << absl::StreamFormat("%-14s %-6s %9d %6d %11.1f %% %16.2f %7d\n", recogniser, voice,
                                  score.sentences, score.errors.words, 100 * score.errors.rate(),
                                  factor, score.failed);
}

void Measure(Transcriber& transcriber, const std::vector<std::string>& sentences) {
  // The first call loads the model, which must not count as time of a sentence.
  transcriber
      .Transcribe({.audio = ReadFile(VoiceFolders().front() / "1.webm"),
                   .deadline = base::SteadyNow() + kLongestHearing})
      .IgnoreError();
  Score total;
  for (const std::filesystem::path& folder : VoiceFolders()) {
    const Score score = HearVoice(transcriber, sentences, folder);
    PrintRow(transcriber.name(), folder.filename(), score);
    total += score;
  }
  PrintRow(transcriber.name(), "all", total);
}

// The processor time of the processes that have ended.
void PrintMemory() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  if (usage.ru_maxrss == 0) return;
  std::cout << absl::StreamFormat("the embedded recogniser took %d MiB at most\n",
                                  usage.ru_maxrss / 1024);
}

void MeasureEmbedded(const std::vector<std::string>& sentences, prometheus::Registry& registry) {
  const absl::StatusOr<std::unique_ptr<SphinxTranscriber>> speech = SpeechFromFlags(registry);
  if (!speech.ok()) {
    std::cerr << speech.status().message() << '\n';
    return;
  }
  Measure(**speech, sentences);
}

int Evaluate() {
  const std::vector<std::string> sentences = ReadSentences();
  if (sentences.empty() || VoiceFolders().empty()) {
    std::cerr << "there is nothing to hear: see --sentences and --recordings\n";
    return 1;
  }
  std::cout << "recogniser     voice  sentences  words  word errors  time per second  failed\n";
  prometheus::Registry registry;
  MeasureEmbedded(sentences, registry);
  PrintMemory();
  const std::unique_ptr<OpenAiModels> openai = OpenAiModelsFromFlags(registry, nullptr);
  if (openai->transcriber() != nullptr) Measure(*openai->transcriber(), sentences);
  return 0;
}

}  // namespace
}  // namespace lossy::agent

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("Measures the recognisers of speech.");
  lossy::base::ReadToolFlags(argc, argv);
  return lossy::agent::Evaluate();
}
