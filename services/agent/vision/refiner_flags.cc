#include "services/agent/vision/refiner_flags.h"

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "base/flags/flag_value.h"

ABSL_FLAG(int, refine_answer_ms, 8'500,
          "Time after which a refinement request is answered, in ms; clients time out after 10 s");
ABSL_FLAG(int, refine_ms, 30'000, "Time limit of a vision model, in ms");
ABSL_FLAG(int, refine_threads, 8, "Notes refined at the same time; as many more may wait");
ABSL_FLAG(int, max_image_bytes, 6 << 20, "Largest frame of a refinement, in bytes");

LOSSY_FLAG_RANGE(refine_answer_ms, 1, 600'000);
LOSSY_FLAG_RANGE(refine_ms, 1, 3'600'000);
LOSSY_FLAG_RANGE(refine_threads, 1, 1024);
LOSSY_FLAG_RANGE(max_image_bytes, 1024, 1 << 30);

namespace lossy::agent {

NoteRefiner::Options RefinerOptionsFromFlags() {
  return {.answer_within = base::FlagMilliseconds(FLAGS_refine_answer_ms),
          .patience = base::FlagMilliseconds(FLAGS_refine_ms),
          .threads = absl::GetFlag(FLAGS_refine_threads),
          .max_image_bytes = base::FlagSize(FLAGS_max_image_bytes)};
}

}  // namespace lossy::agent
