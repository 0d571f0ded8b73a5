// Prints the type Pgmatch of types/pgmatch.d.ts, as the compiler understands it, as JSON.
//
// A property is {type, null, optional}; its type is written without null.
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const path = fileURLToPath(new URL('../../types/pgmatch.d.ts', import.meta.url))
const program = ts.createProgram([path], { strict: true, exactOptionalPropertyTypes: true })
const checker = program.getTypeChecker()
const source = program.getSourceFile(path)

const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(source))
const pgmatch = checker.getDeclaredTypeOfSymbol(symbols.find(({ name }) => name === 'Pgmatch'))

const write = (type) =>
  checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType)
const typeOf = (symbol) => checker.getTypeOfSymbol(symbol)
const entries = (type, read) =>
  Object.fromEntries(checker.getPropertiesOfType(type).map((symbol) => [symbol.name, read(typeOf(symbol), symbol)]))
const part = (type, name) => typeOf(checker.getPropertyOfType(type, name))

const parts = (type) => (type.isUnion() ? type.types : [type])

function property(type, symbol) {
  const declared = symbol.valueDeclaration?.type
  const text = declared ? declared.getText() : write(type)
  return {
    type: text.replace(/ \| null$/, ''),
    null: parts(type).some(({ flags }) => flags & ts.TypeFlags.Null),
    optional: Boolean(symbol.flags & ts.SymbolFlags.Optional),
  }
}

const record = (type) => entries(type, property)

function returned(type) {
  const row = checker.isArrayType(type) ? checker.getTypeArguments(type)[0] : undefined
  return row ? { rows: record(row) } : { value: write(type) }
}

// an argument list without arguments is a record of nothing
const tables = entries(part(pgmatch, 'Tables'), (table) => ({
  ...Object.fromEntries(['Row', 'Insert', 'Update'].map((name) => [name, record(part(table, name))])),
  Relationships: checker.getTypeArguments(part(table, 'Relationships')).map((relation) => entries(relation, write)),
}))
const functions = entries(part(pgmatch, 'Functions'), (each) => ({
  Args: record(part(each, 'Args')),
  Returns: returned(part(each, 'Returns')),
}))
const composites = entries(part(pgmatch, 'CompositeTypes'), record)

console.log(JSON.stringify({ tables, functions, composites }))
