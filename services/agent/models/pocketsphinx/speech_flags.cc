#include "services/agent/models/pocketsphinx/speech_flags.h"

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/flags/flag_range.h"

ABSL_FLAG(std::string, speech_worker, "",
          "Program that recognises speech; empty: speech_worker beside this program");
ABSL_FLAG(std::string, speech_model, "/usr/share/pocketsphinx/model/en-us",
          "Folder of PocketSphinx's model");
ABSL_FLAG(
    int, speech_workers, 2,
    "Recordings that the embedded recogniser works on at the same time; 0: it is switched off");
ABSL_FLAG(
    int, speech_decoders, 1,
    "Recordings that are decoded at the same time, to find pauses and for endpoints that accept "
    "only WAV; 0: none");
ABSL_FLAG(int, speech_memory_mb, 512, "Largest memory of one recogniser, in MiB");
ABSL_FLAG(double, speech_max_seconds, 120, "Longest recording that is recognised, in seconds");
ABSL_FLAG(double, speech_work_seconds, 120,
          "Largest processor time for one recording, in seconds; the time limit is twice as long");
ABSL_FLAG(bool, speech_unconfined, false,
          "Recognise speech even where the kernel cannot filter the recogniser's system calls; "
          "false: the recogniser refuses to run there");

LOSSY_FLAG_RANGE(speech_workers, 0, 1024);
LOSSY_FLAG_RANGE(speech_decoders, 0, 1024);
LOSSY_FLAG_RANGE(speech_memory_mb, 64, 1'048'576);
LOSSY_FLAG_RANGE(speech_max_seconds, 1, 86'400);
LOSSY_FLAG_RANGE(speech_work_seconds, 1, 86'400);

namespace lossy::agent {
namespace {

std::string Program() {
  const std::string named = absl::GetFlag(FLAGS_speech_worker);
  if (!named.empty()) return named;
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  return self.parent_path() / "speech_worker";
}

// `model` is empty for processes that only decode.
WorkerPool::Options Options(const std::string& program, const std::string& model, int workers) {
  const double work_seconds = absl::GetFlag(FLAGS_speech_work_seconds);
  return {.command = {program, absl::StrCat("--model=", model),
                      absl::StrCat("--memory_mb=", absl::GetFlag(FLAGS_speech_memory_mb)),
                      absl::StrCat("--max_seconds=", absl::GetFlag(FLAGS_speech_max_seconds)),
                      absl::StrCat("--max_work_seconds=", work_seconds),
                      absl::StrCat("--unconfined=", absl::GetFlag(FLAGS_speech_unconfined))},
          .workers = workers,
          .work_limit = absl::Seconds(2 * work_seconds)};
}

absl::Status CheckProgram(const std::string& program) {
  if (access(program.c_str(), X_OK) == 0) return absl::OkStatus();
  return base::NotConfigured(absl::StrCat("there is no program ", program));
}

}  // namespace

absl::StatusOr<std::unique_ptr<SphinxTranscriber>> SpeechFromFlags(prometheus::Registry& registry) {
  if (absl::GetFlag(FLAGS_speech_workers) <= 0) {
    return base::NotConfigured("the embedded recogniser is switched off by --speech_workers");
  }
  const std::string program = Program();
  absl::Status runs = CheckProgram(program);
  if (!runs.ok()) return runs;
  const std::string model = absl::GetFlag(FLAGS_speech_model);
  if (access(model.c_str(), R_OK) != 0) {
    return base::NotConfigured(absl::StrCat("there is no model in ", model));
  }
  return std::make_unique<SphinxTranscriber>(
      Options(program, model, absl::GetFlag(FLAGS_speech_workers)), registry);
}

absl::StatusOr<std::unique_ptr<WorkerDecoder>> DecoderFromFlags(prometheus::Registry& registry) {
  const int workers = absl::GetFlag(FLAGS_speech_decoders);
  if (workers <= 0) {
    return base::NotConfigured("decoding is switched off by --speech_decoders");
  }
  const std::string program = Program();
  absl::Status runs = CheckProgram(program);
  if (!runs.ok()) return runs;
  return std::make_unique<WorkerDecoder>(Options(program, "", workers), registry);
}

}  // namespace lossy::agent
