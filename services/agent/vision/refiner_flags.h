#pragma once

#include "services/agent/vision/note_refiner.h"

namespace lossy::agent {

// Returns the options of the refiner from the --refine_… flags and --max_image_bytes.
NoteRefiner::Options RefinerOptionsFromFlags();

}  // namespace lossy::agent
