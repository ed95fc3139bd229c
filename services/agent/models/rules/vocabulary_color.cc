#include "services/agent/models/rules/vocabulary_tables.h"

namespace lossy::agent {
namespace {

constexpr int kTopic = notes::v1::NOTE_CATEGORY_COLOR;

constexpr Entry kEntries[] = {
    {kTopic, 5.5,
     "(color grade|color grading|color correct|color correction|colour grade|"
     "colour grading|colour correction|white balance|skin tone|skin tones|washed out|"
     "color temperature|color balance|color match|match the color|match the colors|"
     "match the colour|color palette|color scheme|color space|black level|black point|"
     "color cast|colour cast|crushed blacks|blacks are crushed|crush the blacks|"
     "lift the blacks|lift the shadows|lifted blacks|teal and orange|black and white|"
     "too blue|too orange|too green|too red|too yellow|too pink|too purple|too magenta|"
     "too warm|too cold|too cool|too saturated|over saturated|under saturated|film look|"
     "color of the sky)"},
    {kTopic, 5,
     "(color|colors|colour|colours|colored|grade|graded|grading|saturation|saturate|"
     "saturated|oversaturated|desaturate|desaturated|undersaturated|hue|hues|tinted|"
     "tinge|cast|lut|luts|vibrance|vibrant|gamma|contrasty|warm|warmer|cold|colder|"
     "cooler|greenish|yellowish|orangey|orangish|bluish|reddish|pinkish|purplish|"
     "sepia|monochrome|cyan|crushed|muddy|milky|highlights|midtones|mids|blacks|"
     "whites|reds|blues|oranges|yellows|skin|rec 709|hdr|log footage|palette|"
     "tonality|sickly|radioactive|neon|sunburned|sunburnt|jaundiced|pale|pasty|"
     "bleached|rosy|ruddy|colorwise|greyish|grayish|ashen|sallow|flushed|"
     "golden|amber|blueish|cool tone|cool tones|warm tone|warm tones|pop in the colors|"
     "richer|pastel|matte|match between|cameras don't match|shots don't match|"
     "match the other camera|match the other|violet|turquoise|beige|moodier|moody|"
     "darker and|color pop|rich color|color shift|color shifts|shift in color|"
     "color change|skin looks|his skin|her skin|look sick|looks sick|looks sickly|"
     "too contrasty|low contrast|more contrast|less contrast|shadows too|tonal|"
     "look warmer|look cooler|cinematic look|day for night|temperature|kelvin|"
     "daylight balanced|tungsten|fluorescent|faded look|looks faded|vivid|garish|drab|"
     "greens|magenta|yellow cast|blue cast|green cast|red cast|warmth|color drift|"
     "color difference|different color|different colors|tint|look green|looks green|"
     "looks blue|looks orange|looks yellow|looks red|looks pink|looks purple|"
     "look orange|look yellow|look blue|look pink|looks grey|looks gray|look gray|"
     "looks magenta|tealish|teal|turn purple|turn green|cool it off|cool them off|"
     "cool this down|warm this|warm it|warm that|golden hour|"
     "purple|pinks|saturation level|pop|punchy|punchier image|punchier colors|"
     "flat look|too flat|looks dull|dull image|washed|contrast|dynamic range|"
     "shadows are crushed|shadows are too|highlights are|clipped highlights|"
     "clipped whites|raise the blacks|lower the blacks|exposure match|color chart|"
     "look consistent|match shot to shot|shot to shot|look like different|black levels|"
     "vignette color|tone it)"},
    {kTopic, 7, "((color|colour|tone|grading) wise)"},
    {kTopic, 3, "(sunset|grass|foliage)"},
    {kTopic, 6,
     "((tone|look|mood|colors|color) of (this|that|the) (shot|scene|clip|picture|image|video|"
     "whole))"},
    {kTopic, 5.5,
     "((pull|bring|push|lift|drop) (the|those|these|your) (highlights|shadows|blacks|"
     "whites|mids|midtones) (back|up|down|a)|even those out|even these out|even them out|"
     "even it out|lifeless|give it some punch|give it punch|more punch|some punch|"
     "completely white|pure white|all white|no detail in the sky|blue left|like honey|"
     "like mud|like a photo|like the photos|sort of faded|bit faded|faded and|"
     "purple under|green under|orange under|heavy on the|heavy handed|dial back the|"
     "dial it back|dial that back|dial the color|super saturated|very saturated|"
     "look like summer|look like winter|look like night|looks like night|"
     "look like the beach|sun kissed|tan|tanned|flesh|complexion|cheeks|lipstick|"
     "instagram filter|look of the film|film stock|kodak|fuji|retro|vintage|"
     "high key|low key|mood of the picture)"},
    {kTopic, 3.5,
     "(orange|yellow|green|blue|pink|cool them|cool it|cool down|warm up|warm it up|"
     "gray|grey|brown|tones|look flat|looks flat|filter|pop more|shadows are|"
     "flat image|dull)"},
};

}  // namespace

absl::Span<const Entry> ColorEntries() { return kEntries; }

}  // namespace lossy::agent
