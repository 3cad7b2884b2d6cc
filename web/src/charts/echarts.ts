// The parts of ECharts that the page uses; naming them here keeps the rest out of the build.

import { CustomChart, type CustomSeriesOption } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([CustomChart, GridComponent, TooltipComponent, SVGRenderer]);

export { init };
export type { ECharts, EChartsCoreOption } from "echarts/core";
export type { CustomSeriesOption } from "echarts/charts";
export type CustomSeriesRenderItem = NonNullable<CustomSeriesOption["renderItem"]>;
