// Figures as PNG, SVG and PDF, tables as CSV and xlsx, all made from what stands in the page.
(() => {
  const { all, made, editionOf } = tanmai;
  const DOTS = 300; // per inch
  const text = (string) => new TextEncoder().encode(string);

  const save = (name, ...parts) => {
    const link = made("a");
    link.href = URL.createObjectURL(new Blob(parts));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  // --- CRC-32, of ZIP and of PNG ------------------------------------------------------------

  const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c;
  });
  const crc32 = (bytes) => {
    let c = 0xffffffff;
    for (const byte of bytes) c = CRC[(c ^ byte) & 255] ^ (c >>> 8);
    return (c ^ 0xffffffff) >>> 0;
  };

  // --- figures -----------------------------------------------------------------------------

  // The picture as a file of its own: with its font, its rules and the outlines it refers to.
  const drawing = (figure) => {
    const svg = figure.querySelector(".sheet.wide svg").cloneNode(true);
    for (const extra of all(".outlines, .own-flows", svg)) extra.remove();
    for (const element of [svg, ...all("*", svg)]) {
      for (const { name } of [...element.attributes]) {
        if (/^(data-|aria-|role$|tabindex$)/.test(name)) element.removeAttribute(name);
      }
      element.classList.remove("choosing", "lit", "out", "in");
    }
    const defs = document.createElementNS(svg.namespaceURI, "defs");
    const needed = new Set(all("use", svg).map((use) => use.getAttribute("href").slice(1)));
    for (const id of needed) {
      if (!svg.querySelector(`#${CSS.escape(id)}`)) {
        defs.append(document.getElementById(id).cloneNode(true));
      }
    }
    const style = document.createElementNS(svg.namespaceURI, "style");
    const font = document.querySelector("style").textContent.match(/@font-face\s*\{[^}]*\}/g) || [];
    style.textContent = font.join("") + document.getElementById("style-of-pictures").textContent;
    const title = document.createElementNS(svg.namespaceURI, "title");
    title.textContent = figure.dataset.title;
    svg.prepend(title, style, defs);
    const { width, height } = svg.viewBox.baseVal;
    svg.setAttribute("width", `${width}pt`);
    svg.setAttribute("height", `${height}pt`);
    const source = new XMLSerializer().serializeToString(svg);
    return { source: `<?xml version="1.0" encoding="UTF-8"?>\n${source}\n`, width, height };
  };

  const painted = async ({ source, width, height }) => {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
    await image.decode();
    const canvas = made("canvas");
    canvas.width = Math.round((width / 72) * DOTS);
    canvas.height = Math.round((height / 72) * DOTS);
    const brush = canvas.getContext("2d");
    brush.fillStyle = "#fff";
    brush.fillRect(0, 0, canvas.width, canvas.height);
    brush.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  };

  // The size on paper goes into the file: dots per metre, after the header of 33 bytes.
  const png = async (canvas) => {
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/png"); });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    const chunk = new DataView(new ArrayBuffer(21));
    chunk.setUint32(0, 9);
    new Uint8Array(chunk.buffer).set(text("pHYs"), 4);
    chunk.setUint32(8, Math.round(DOTS / 0.0254));
    chunk.setUint32(12, Math.round(DOTS / 0.0254));
    chunk.setUint8(16, 1);
    chunk.setUint32(17, crc32(new Uint8Array(chunk.buffer, 4, 13)));
    return [bytes.subarray(0, 33), chunk.buffer, bytes.subarray(33)];
  };

  // A page of PDF as large as the picture, which fills it.
  const pdf = async (canvas, { width, height }) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Uint8Array((data.length / 4) * 3);
    for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
      colours[to] = data[from];
      colours[to + 1] = data[from + 1];
      colours[to + 2] = data[from + 2];
    }
    const packed = new Blob([colours]).stream().pipeThrough(new CompressionStream("deflate"));
    const image = new Uint8Array(await new Response(packed).arrayBuffer());
    const content = `${width} 0 0 ${height} 0 0 cm /Im Do`;
    const objects = [
      ["<</Type/Catalog/Pages 2 0 R>>"],
      ["<</Type/Pages/Kids[3 0 R]/Count 1>>"],
      [`<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Contents 4 0 R`
        + "/Resources<</XObject<</Im 5 0 R>>>>>>"],
      [`<</Length ${content.length}>>stream\n${content}\nendstream`],
      [`<</Type/XObject/Subtype/Image/Width ${canvas.width}/Height ${canvas.height}`
        + `/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode/Length ${image.length}>>`
        + "stream\n", image, "\nendstream"],
    ];
    const file = [text("%PDF-1.4\n")], places = [];
    const length = () => file.reduce((sum, part) => sum + part.length, 0);
    objects.forEach((parts, i) => {
      places.push(length());
      for (const part of [`${i + 1} 0 obj\n`, ...parts, "\nendobj\n"]) {
        file.push(typeof part === "string" ? text(part) : part);
      }
    });
    const table = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
    const end = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`
      + `trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${length()}\n%%EOF\n`;
    return [...file, text(end)];
  };

  // The files that were written with the page may lie beside it, or not.
  const isBeside = (address) => new Promise((done) => {
    const probe = new Image();
    probe.onload = () => done(true);
    probe.onerror = () => done(false);
    probe.src = address;
  });

  const saveFigure = async (figure, format) => {
    const { file, pdf: hasPdf } = figure.dataset;
    const name = `${file.split("/").pop()}.${format}`;
    if (format === "pdf" && hasPdf !== undefined && await isBeside(`${file}.png`)) {
      Object.assign(made("a"), { href: `${file}.pdf`, download: name, target: "_blank" }).click();
      return;
    }
    const drawn = drawing(figure);
    if (format === "svg") save(name, drawn.source);
    else {
      const canvas = await painted(drawn);
      save(name, ...await (format === "png" ? png(canvas) : pdf(canvas, drawn)));
    }
  };

  // --- tables ------------------------------------------------------------------------------

  const NUMBER = /^[+−-]?[\d,]*\.?\d+$/;

  // The number behind a cell, to nine figures where it is in the unit that the cell shows.
  const valueOf = (cell) => {
    const shown = cell.textContent.trim();
    if (!cell.classList.contains("number") || !NUMBER.test(shown)) return shown;
    const rounded = Number(shown.replace(/,/g, "").replace("−", "-"));
    const value = Number(cell.dataset.v);
    const half = 0.5001 * 10 ** -(shown.split(".")[1] || "").length;
    return cell.dataset.v && Math.abs(value - rounded) <= half ? value : rounded;
  };

  const headings = (table) => [...table.tHead.rows[0].cells].map((cell) => {
    const unit = cell.querySelector(".unit"), title = cell.querySelector("button") || cell.firstChild;
    return title.textContent.trim().replaceAll("\u00ad", "") + (unit ? ` (${unit.textContent})` : "");
  });
  const rowsOf = (table) => [
    headings(table),
    ...[...table.tBodies[0].rows, ...(table.tFoot ? table.tFoot.rows : [])]
      .map((row) => [...row.cells].map(valueOf)),
  ];
  const captionOf = (table) => table.caption.querySelector("span").textContent.trim();
  const noteOf = (table) => {
    const next = table.closest(".scroll").nextElementSibling;
    return next && next.classList.contains("note") ? next.textContent : "";
  };

  const csv = (rows) => {
    const quoted = (value) => (/[",\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : value);
    return `\ufeff${rows.map((row) => row.map(quoted).join(",")).join("\r\n")}\r\n`;
  };

  const escaped = (value) => String(value).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  const cellXml = (value, bold) => (typeof value === "number"
    ? `<c><v>${value}</v></c>`
    : `<c t="inlineStr"${bold ? ' s="1"' : ""}><is><t xml:space="preserve">${escaped(value)}</t></is></c>`);
  const sheetXml = (rows, titled = true) => {
    const width = (i) => Math.min(60, Math.max(...rows.map((row) => String(row[i] ?? "").length)) + 3);
    const columns = rows[0].map((_, i) => `<col min="${i + 1}" max="${i + 1}" width="${width(i)}" customWidth="1"/>`);
    const body = rows.map((row, i) => `<row>${row.map((v) => cellXml(v, titled && !i)).join("")}</row>`);
    const frozen = titled ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' : "";
    return '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
      + `<sheetViews><sheetView workbookViewId="0">${frozen}</sheetView></sheetViews>`
      + `<cols>${columns.join("")}</cols><sheetData>${body.join("")}</sheetData></worksheet>`;
  };

  // A ZIP whose files are stored as they are.
  const zip = (files) => {
    const local = [], central = [];
    let offset = 0;
    for (const [name, content] of Object.entries(files)) {
      const title = text(name), data = text(`<?xml version="1.0" encoding="UTF-8"?>\n${content}`);
      const head = (signature, before, after) => {
        const view = new DataView(new ArrayBuffer(before + 26 + after));
        view.setUint32(0, signature, true);
        view.setUint16(before, 20, true);
        view.setUint16(before + 8, 33, true); // 1 January 1980
        view.setUint32(before + 10, crc32(data), true);
        view.setUint32(before + 14, data.length, true);
        view.setUint32(before + 18, data.length, true);
        view.setUint16(before + 22, title.length, true);
        return view;
      };
      const entry = head(0x02014b50, 6, 14);
      entry.setUint16(4, 20, true);
      entry.setUint32(42, offset, true);
      local.push(head(0x04034b50, 4, 0), title, data);
      central.push(entry, title);
      offset += 30 + title.length + data.length;
    }
    const size = central.reduce((sum, part) => sum + part.byteLength, 0);
    const end = new DataView(new ArrayBuffer(22));
    end.setUint32(0, 0x06054b50, true);
    end.setUint16(8, central.length / 2, true);
    end.setUint16(10, central.length / 2, true);
    end.setUint32(12, size, true);
    end.setUint32(16, offset, true);
    return [...local, ...central, end];
  };

  const workbook = (sheets) => {
    const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const packages = "http://schemas.openxmlformats.org/package/2006";
    const spread = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    const part = (i) => `xl/worksheets/sheet${i + 1}.xml`;
    const link = (id, type, target) => `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
    return zip({
      "[Content_Types].xml": `<Types xmlns="${packages}/content-types">`
        + '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + `<Override PartName="/xl/workbook.xml" ContentType="${spread}.sheet.main+xml"/>`
        + `<Override PartName="/xl/styles.xml" ContentType="${spread}.styles+xml"/>`
        + `${sheets.map((_, i) => `<Override PartName="/${part(i)}" ContentType="${spread}.worksheet+xml"/>`).join("")}</Types>`,
      "_rels/.rels": `<Relationships xmlns="${packages}/relationships">${link("r1", "officeDocument", "xl/workbook.xml")}</Relationships>`,
      "xl/workbook.xml": `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>`
        + `${sheets.map(([name], i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}" r:id="r${i + 1}"/>`).join("")}</sheets></workbook>`,
      "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${packages}/relationships">`
        + `${sheets.map((_, i) => link(`r${i + 1}`, "worksheet", `worksheets/sheet${i + 1}.xml`)).join("")}`
        + `${link("styles", "styles", "styles.xml")}</Relationships>`,
      "xl/styles.xml": `<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>`
        + '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        + '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        + "<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>"
        + '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs>'
        + '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
      ...Object.fromEntries(sheets.map(([, rows, titled], i) => [part(i), sheetXml(rows, titled)])),
    });
  };

  const stemOf = (table) => table.caption.id.replace(/^[a-z]+-table-/, "");

  // What the tables are and where they come from, before the tables themselves.
  const book = (edition, tables) => {
    const caveat = edition.querySelector(".caveat");
    const about = [
      [edition.querySelector("h1").textContent], [edition.querySelector(".sub").textContent],
      ...(caveat ? [[caveat.textContent.trim().replace(/\s+/g, " ")]] : []),
      ...tables.map((table) => [stemOf(table).slice(0, 31), captionOf(table), noteOf(table)]),
    ].map((row) => [...row, "", ""].slice(0, 3));
    const name = edition.querySelector(".actions").dataset.about;
    return workbook([
      [name, about, false],
      ...tables.map((table) => [stemOf(table).slice(0, 31), rowsOf(table)]),
    ]);
  };

  const saveTable = (table, format) => {
    const edition = editionOf(table), name = `${stemOf(table)}.${edition.id}.${format}`;
    if (format === "csv") save(name, csv(rowsOf(table)));
    else save(name, ...book(edition, [table]));
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of all("button[data-save]")) {
      const { table } = button.parentElement.dataset, format = button.dataset.save;
      button.addEventListener("click", () => {
        if (table) saveTable(document.getElementById(table).closest("table"), format);
        else saveFigure(button.closest("figure"), format);
      });
    }
    for (const button of all("button.workbook")) {
      const edition = editionOf(button);
      button.addEventListener("click", () => {
        save(`tables.${edition.id}.xlsx`, ...book(edition, all("table", edition)));
      });
    }
  });
})();
