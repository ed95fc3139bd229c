#pragma once

#include <string>

#include "base/pg/columns.h"
#include "services/agent/storage/transcript.h"

namespace lossy::agent {

// The columns of `transcripts`, named once for every statement that reads or inserts a Transcript.
//
// Selected() is for statements FROM or INTO `transcripts`. Written() has the columns of a new
// transcript; the other columns have their defaults.
const base::pg::Columns<Transcript>& TranscriptColumns();

// The parameters of the written columns of many transcripts, from $`first` on, each an array with
// one value for each transcript: "$3::uuid[], $4::text[]".
std::string TranscriptArrays(int first);

}  // namespace lossy::agent
